"""Triggers: what starts bundles by itself: polls, schedules, and webhooks asked for by API.

Owns the source a bundle reads (how far, what is next, when it is due) and the subscriptions of
connections. Promises: a source moves in the commit of the events it brought; each slot of a
schedule fires once; two pollers never read one source. Knows nothing of bundles but their ids.
"""
