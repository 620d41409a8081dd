"""People, the workspaces they share, and the tokens their programs use.

Promises: every question starts at a workspace; what a role may do stands in `policy` alone.
"""
