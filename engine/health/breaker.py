"""When a connection counts as ill: pure rules over the outcomes of its calls.

Ill is who failed twenty times in a row, or fifty times in the last hundred. A breaker never gives
a connection up: it opens, probes once in a while, and closes by itself at the first success.
"""

from collections.abc import Iterable
from dataclasses import dataclass

IN_A_ROW = 20
OF_THE_LAST = 100
FAILED_AT_MOST = 49

FAILURE, SUCCESS = "1", "0"


@dataclass(frozen=True, slots=True)
class Record:
    """How the last calls went: failures since the last success, and up to a hundred outcomes."""

    streak: int = 0
    recent: str = ""

    @property
    def is_ill(self) -> bool:
        """Whether the breaker has to open."""
        return self.streak >= IN_A_ROW or self.failed > FAILED_AT_MOST

    @property
    def is_spotless(self) -> bool:
        """Whether there is nothing left to remember."""
        return FAILURE not in self.recent

    @property
    def failed(self) -> int:
        """How many of the calls remembered failed."""
        return self.recent.count(FAILURE)

    def then(self, outcomes: Iterable[bool]) -> "Record":
        """Return the record after these outcomes in their order; True is a success."""
        told = "".join(SUCCESS if one else FAILURE for one in outcomes)
        last_success = told.rfind(SUCCESS)
        streak = self.streak + len(told) if last_success < 0 else len(told) - 1 - last_success
        return Record(streak, (self.recent + told)[-OF_THE_LAST:])
