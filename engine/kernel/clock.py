"""Where time comes from, so that a test can hand in its own."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment as an aware UTC datetime."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Return a UTC moment as every answer and message of ours writes it, with a Z."""
    return moment.isoformat().replace("+00:00", "Z")
