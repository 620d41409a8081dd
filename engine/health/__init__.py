"""Health: how bundles and connections fare, and what that leads to.

Owns the penalty points of bundles and the breakers of connections. Promises: trouble slows down
before it stops, one success takes one level back, an open breaker probes by itself.
"""
