"""Words every room shares: errors, time, ids, secrets, JSON. Pure Python, no framework."""
