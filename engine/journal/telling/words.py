"""What can be read in the story of a run: its values as text, and which of them are ids."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.kernel.json_types import Json

LONGEST_ID = 64
UUID_LENGTH = 36

# Fields that name one thing among many: `id`, `lead_id`, `orderId`, `uuid`, `order_number`, …
_ID_NAME = re.compile(
    r"(?:.*[^a-z0-9])?(?:id|ids|uid|uuid|guid|key|code|number|num|no|order|invoice|sku|article|"
    r"номер|код|артикул)|.*(?:[a-z0-9]I[dD]|U[uU][iI][dD]|Key|Code|Number)",
    re.DOTALL,
)
_TELLING_NAME = re.compile(r"@|[0-9]{5}|\s")
# What a field's name says: that its value is an id, that it is itself a value.
OF_ID, TELLING, UNHEARD = 1, 2, 4
MOST_NAMES = 20_000
_SAID: dict[str, int] = {}


class Reading:
    """Collects the values of one story; booleans say nothing, and each value counts once."""

    __slots__ = ("_ids", "_values")

    def __init__(self) -> None:
        self._values: list[str] = []
        self._ids: list[str] = []

    def read(self, value: Json) -> None:
        """Take in a value with all that it holds."""
        self._read(value, 0)

    def text(self) -> str:
        """Return the values as they are, one a line."""
        return "\n".join(dict.fromkeys(self._values))

    @property
    def ids(self) -> Iterable[str]:
        """Return the values that name one thing among many."""
        return dict.fromkeys(self._ids)

    # Runs for each value of each event: hence types instead of `isinstance`, the quickest first.
    def _read(self, value: Any, said: int) -> None:
        kind = type(value)
        if kind is str:
            self._values.append(value)
            if said or (len(value) == UUID_LENGTH and value[8] == "-"):
                self._name(value)
        elif kind is dict:
            self._read_fields(value)
        elif kind is list:
            for one in value:
                self._read(one, said)
        elif value is not None and kind is not bool:
            self._read(str(value), said)

    def _read_fields(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            said = _SAID.get(name, UNHEARD)
            if said:
                said = self._heed(name, said)
            if type(value) is str and not said and len(value) != UUID_LENGTH:
                self._values.append(value)
            else:
                self._read(value, said)

    def _name(self, text: str) -> None:
        if len(text) <= LONGEST_ID:
            self._ids.append(text)

    def _heed(self, name: str, said: int) -> int:
        """Take a name for a value where it tells something, and return whether it names an id."""
        if said == UNHEARD:
            said = _learned(name)
        if said & TELLING:
            self._values.append(name)
        return said & OF_ID


def is_telling(name: str) -> bool:
    """Whether what is used as a field's name says more than a name does."""
    return _TELLING_NAME.search(name) is not None


def _learned(name: str) -> int:
    is_id = _ID_NAME.fullmatch(name.lower()) or _ID_NAME.fullmatch(name)
    said = (OF_ID if is_id else 0) | (TELLING if is_telling(name) else 0)
    if len(_SAID) < MOST_NAMES:
        _SAID[name] = said
    return said
