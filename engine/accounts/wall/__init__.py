"""The second wall between workspaces: PostgreSQL's row-level security.

The first wall is that every query starts at the workspace. Once a request has found its workspace,
its connection takes on a role that sees and writes rows of that workspace alone, whatever a query
forgets, until the request has ended. Everything else (receiver, workers, commands, signing in)
works as the owner of the tables, whom policies do not concern, and so costs nothing more.
It guards against mistakes, not against SQL of a stranger: such SQL could take the role off.
Where the database's user may make no roles the first wall stands alone; `/health/ready` says so.
"""
