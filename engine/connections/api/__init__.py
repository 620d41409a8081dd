"""The HTTP surface of connections."""
