"""Anything that can send a webhook: your own systems and services without a connector."""
