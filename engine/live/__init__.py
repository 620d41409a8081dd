"""Changes reach the browser: a look at PostgreSQL once a second, shared by all who listen.

Nothing is published where changes are made, so nothing can be lost on the way.
"""
