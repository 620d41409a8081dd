"""Any HTTP request to any service."""
