"""The table of unfinished runs: small, hot, and the only place an accepted event waits.

Owns Run, Checkpoint, Memory and SeenEvent, and the plain questions and moves other rooms need: put
in, count, hold, release, drop. Promises: a row leaves only in the commit that writes its journal
row; a bundle accepts an event once in 62 days.
"""
