"""Real processes are killed, stopped and cut off; a checker looks at what the world saw of it."""
