"""Alerts: who is told when something goes wrong, or is well again.

Owns the rules, their channels and what was told. Promises: an alert travels like any event, through
the queue and into the journal; nobody is told twice of one thing, and nobody is told nothing.
"""
