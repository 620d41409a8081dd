"""Where the outside world becomes runs: the webhook receiver and what it has seen.

Promises: a 2xx is sent only after the event is committed; a known event is accepted once in 62 days
and its repeat gets a journal row; a flooded hook is told to wait before, never after, accepting.
"""
