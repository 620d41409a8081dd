"""Whom to forget: in every notation that the journal's keys know, and as addresses are quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from engine.journal.telling.keys import AROUND_DIGITS, OVERFLOW, hashed, keys_in, keys_of, normal
from engine.journal.telling.masking import HIDDEN
from engine.journal.telling.words import Reading
from engine.kernel.json_types import Json

RUSSIAN_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Subjects:
    """E-mails, numbers and ids of people, each in the form that all its notations share."""

    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Subjects":
        """Return the subjects that people wrote down, each once."""
        terms = dict.fromkeys(keys_of(text) for text in texts)
        certain = [key for term in terms if term.is_exhaustive for key in term.keys]
        return cls(
            addresses=tuple(key for key in certain if "@" in key),
            numbers=tuple(key for key in certain if "@" not in key),
            ids=tuple(key for term in terms if not term.is_exhaustive for key in term.keys),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Return what the journal's index is asked for."""
        return (*self.addresses, *self.numbers, *self.ids)

    def hashes(self, workspace_id: UUID) -> list[int]:
        """Return the numbers of that index."""
        return [hashed(workspace_id, key) for key in self.keys]

    def __len__(self) -> int:
        return len(self.keys)

    def where(self, column: str, *, is_lower: bool = False) -> tuple[str, list[str]]:
        """Return the condition that no text escapes that may name one of them, for SQL.

        More pass it than are meant; `are_named_in` tells. What `is_lower` already is compared four
        times as fast.
        """
        plain = [*self.addresses, *self._quoted, *self.ids]
        lower = column if is_lower else f"lower({column})"
        found = [f"strpos({lower}, %s) > 0" for _ in plain]
        squeezed = f"translate({column}, %s, '')"
        found += [f"strpos({squeezed}, %s) > 0" for _ in self.numbers]
        digits = [one for key in self.numbers for one in (AROUND_DIGITS, _national(key))]
        return f"({' OR '.join(found)})", [*plain, *digits]

    def are_named_in(self, value: Any) -> bool:
        """Whether a value, or anything it holds, names one of them; ids stand in fields of ids."""
        reading = Reading()
        reading.read(value)
        text = reading.text().lower()
        if any(form in text for form in self._quoted):
            return True
        found = set(keys_in(text, reading.ids))
        if not found.isdisjoint(self.keys):
            return True
        if OVERFLOW not in found:
            return False
        ids = {normal(one) for one in reading.ids}
        return not ids.isdisjoint(self.keys) or any(map(self.are_in, text.split("\n")))

    def are_in(self, text: str) -> bool:
        """Whether one text names one of them; a text too wild to read does if it may."""
        found = set(keys_in(text.lower(), [text]))
        if OVERFLOW in found:
            return self._may_be_in(text.lower())
        return not found.isdisjoint(self.keys) or any(one in text.lower() for one in self._quoted)

    def words_in(self, value: Any) -> list[str]:
        """Return the texts of a value that name one of them, as they are written."""
        reading = Reading()
        reading.read(value)
        return [text for text in reading.text().split("\n") if self.are_in(text)]

    def blotted(self, value: Json) -> Json:
        """Return a value with every text hidden that names one of them."""
        if isinstance(value, dict):
            return {
                HIDDEN if self.are_in(name) else name: self.blotted(one)
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [self.blotted(one) for one in value]
        if value is None or isinstance(value, bool):
            return value
        return HIDDEN if self.are_in(str(value)) else value

    @property
    def _quoted(self) -> Sequence[str]:
        """Return addresses as they stand in the address of a page."""
        return [quote(key, safe="").lower() for key in self.addresses]

    def _may_be_in(self, text: str) -> bool:
        squeezed = text.translate({ord(sign): None for sign in AROUND_DIGITS})
        return any(one in text for one in (*self.addresses, *self._quoted)) or any(
            _national(number) in squeezed for number in self.numbers
        )


def _national(number: str) -> str:
    """Return the digits that stand in every notation: without the country, if it may be absent."""
    is_russian = len(number) == RUSSIAN_DIGITS and number.startswith("7")
    return number[1:] if is_russian else number
