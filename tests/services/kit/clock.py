"""The time a simulator lives in."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The machine's time, or one that stands still; both can be put forward."""

    def __init__(self, stands_at: datetime | None = None) -> None:
        self._stands_at = stands_at
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""
        return (self._stands_at or datetime.now(UTC)) + self._ahead

    def unix(self) -> int:
        """Return this moment in whole seconds."""
        return int(self.now().timestamp())

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead += timedelta(seconds=seconds)
