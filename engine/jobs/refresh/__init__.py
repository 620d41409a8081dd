"""Refreshing data: what was accepted or is new at the source, and has not been transferred, goes.

Nothing is made anew: a run that waits is let go as it is, so that twice is once. Order, limits and
leases hold as ever; a bundle that stands still is not started by it.
"""
