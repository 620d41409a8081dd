"""Identifiers: UUID version 7, so that ids sort by the time they were made (RFC 9562)."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh time-ordered id."""
    return uuid7()
