"""What somebody types into the search of the journal, and which rows hold it.

A row holds a term when it is its own id, when the term is one of its keys, or when the term as one
phrase stands anywhere in its inputs, outputs and answers, in any case. A whole e-mail or phone
number is always a key, so for such a term no texts are read: but for rows with more keys than are
kept, whose texts are compared.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from engine.api.searching import plain
from engine.journal.telling.keys import AROUND_DIGITS, OVERFLOW, hashed, keys_of

# Without its country: that is written in several ways, or left out.
NATIONAL_DIGITS = 10

SAID_IN = "strpos({words}, %(text)s) > 0"
# Rewriting a text takes three times as long as looking through it: few should come to that.
SPELT_IN = """(strpos({words}, %(fragment)s) > 0
    AND strpos(replace({words}, 'ё', 'е'), %(text)s) > 0)"""
NUMBER_IN = "strpos(translate({words}, %(around)s, ''), %(digits)s) > 0"
WITH_KEY = "SELECT k.entry_id, k.finished_at FROM journal_key AS k WHERE k.key = ANY (%(keys)s)"
WITH_MORE = """
SELECT k.entry_id, k.finished_at FROM journal_key AS k JOIN journal_words AS w
    ON w.entry_id = k.entry_id AND w.finished_at = k.finished_at
        AND w.workspace_id = %(workspace)s
WHERE k.key = %(overflow)s AND {said}"""
WITH_TEXT = """
SELECT FROM journal_words AS w WHERE w.workspace_id = journal_entry.workspace_id
    AND w.finished_at = journal_entry.finished_at AND w.entry_id = journal_entry.id AND {said}"""
WHOLE = f"(journal_entry.id, journal_entry.finished_at) IN ({WITH_KEY} UNION ALL {WITH_MORE})"
ANYWHERE = f"""(journal_entry.id = %(entry)s
    OR (journal_entry.id, journal_entry.finished_at) IN ({WITH_KEY}) OR EXISTS ({WITH_TEXT}))"""
PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Sought:
    """A term as it is compared: with ids, with keys, with texts."""

    workspace_id: UUID
    text: str
    keys: tuple[int, ...]
    overflow: int
    is_exhaustive: bool
    entry_id: UUID | None = None
    digits: str = ""

    @classmethod
    def of(cls, workspace_id: UUID, term: str) -> "Sought | None":
        """Return what the term asks for; None if it is blank."""
        text = term.strip().lower()
        if not text:
            return None
        keys, is_exhaustive = keys_of(text)
        number = keys[0][-NATIONAL_DIGITS:] if is_exhaustive and keys[0].isdigit() else ""
        return cls(
            workspace_id,
            keys[0] if is_exhaustive else text,
            tuple(hashed(workspace_id, key) for key in keys if key != OVERFLOW),
            hashed(workspace_id, OVERFLOW),
            is_exhaustive,
            _uuid(text),
            number,
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what statements about it ask with."""
        return {
            "workspace": self.workspace_id,
            "text": plain(self.text),
            "fragment": max(plain(self.text).split("е"), key=len),
            "key": self.keys[0] if self.keys else None,
            "keys": list(self.keys),
            "overflow": self.overflow,
            "entry": self.entry_id,
            "digits": self.digits,
            "around": AROUND_DIGITS,
        }

    def said_in(self, words: str) -> str:
        """Return the condition that this column of words holds it."""
        if self.digits:
            return NUMBER_IN.format(words=words)
        return (SPELT_IN if "е" in plain(self.text) else SAID_IN).format(words=words)


def says(sought: Sought) -> RawSQL:
    """Return the condition that a row of the journal holds what is sought."""
    condition = WHOLE if sought.is_exhaustive else ANYWHERE
    return named(condition.format(said=sought.said_in("w.words")), sought.parameters)


def named(condition: str, parameters: Mapping[str, Any]) -> RawSQL:
    """Return a condition for the ORM, which knows no names of parameters."""
    values = [parameters[name] for name in PARAMETER.findall(condition)]
    return RawSQL(PARAMETER.sub("%s", condition), values, output_field=BooleanField())  # noqa: S611 (made of our own words only)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
