"""The HTTP surface of alerts."""
