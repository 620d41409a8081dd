"""Signed-in accounts of services.

Owns Connection and caught samples. Promises: a secret is decrypted inside `vault` alone and never
leaves by the API; deleting a connection is final, and the rooms above stop what used it.
"""
