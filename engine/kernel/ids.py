"""Identifiers: UUID version 7, so that ids sort by the time they were made (RFC 9562)."""

from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh time-ordered id."""
    return uuid7()


def new_text_id() -> str:
    """Return a fresh time-ordered id as text, for loops that only pass it on."""
    return str(uuid_utils.uuid7())
