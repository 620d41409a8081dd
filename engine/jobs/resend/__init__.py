"""Failed runs tried again, from the failed step or from the start: asked, foreseen, sent."""
