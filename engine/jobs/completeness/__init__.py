"""Whether all that a polled service has became runs: it is asked again, and each thing is judged.

Owns Inquiry and Sighting. Reading happens in the worker's loop, through the limits and the health
of the connection, and touches nothing of the bundle's own source. Promises: a thing is counted
once, however pages shift; what the bundle's own poll is still going to take is not missing.
"""
