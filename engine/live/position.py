"""How far a reader of changes has come, as text that only this room reads."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

REACH = timedelta(minutes=10)
TOLD_KEPT = 100
MARKS = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = re.compile(
    r"([0-9a-f]{1,15})\.([0-9a-f]{1,13})\.((?:[0-9a-f]{1,8}(?:-[0-9a-f]{1,8})*)?)"
    rf"((?:\.[0-9a-f]{{12}}){{{MARKS}}})"
)


@dataclass(frozen=True, slots=True)
class Position:
    """Every transaction before `horizon` has ended and is told, and so are those in `told`.

    So what is committed late is found whatever time it bears, and nothing is told twice. `at` is
    when the oldest transaction still open then had begun. `marks` are digests of facts that leave
    no trace when they change.
    """

    horizon: int
    at: datetime
    told: frozenset[int]
    marks: tuple[str, ...]

    def write(self) -> str:
        """Return the position as text; of very many open transactions the newest are kept."""
        told = sorted(self.told)[-TOLD_KEPT:]
        at = (self.at - _EPOCH) // timedelta(microseconds=1)
        steps = "-".join(f"{number - self.horizon:x}" for number in told)
        return ".".join((f"{self.horizon:x}", f"{at:x}", steps, *self.marks))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the position of this text; None when we never wrote it."""
        match = _TEXT.fullmatch(text)
        if match is None:
            return None
        horizon = int(match[1], 16)
        told = (horizon + int(step, 16) for step in match[3].split("-") if step)
        at = _EPOCH + timedelta(microseconds=int(match[2], 16))
        return cls(horizon, at, frozenset(told), tuple(match[4].split(".")[1:]))

    def is_in_reach(self, other: "Position", ceiling: int) -> bool:
        """Whether changes up to the other position can be told from here.

        Not when it lies too far back, or beyond what this database has ever done.
        """
        return self.horizon <= ceiling and other.at - REACH <= self.at
