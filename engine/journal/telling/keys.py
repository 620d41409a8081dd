"""What rows are found by at once: e-mails, long numbers, ids, each in one form for all notations.

A number of 10 to 15 digits is one whatever stands between its digits: spaces, brackets, dashes,
dots, a plus before it. Where numbers follow each other ("8 916 123-45-67 2 pieces") every sequence
of their groups that is as long is a key, so that the right one is among them.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

MOST_KEYS = 64
# The row holds more than its keys tell: its text has to be compared.
OVERFLOW = "*"

SHORTEST_NUMBER, LONGEST_NUMBER = 10, 15
MOST_GROUPS = 40
MOST_ADDRESSES = 500
LONGEST_LOCAL_PART = 64

_BETWEEN = " ().-\u00a0\u2010\u2011\u2012\u2013"
# What a number may be written with beside its digits.
AROUND_DIGITS = f"+{_BETWEEN}"
_DIGITS_AND_BETWEEN = f"[0-9{re.escape(_BETWEEN)}]"
_NUMBERS = re.compile(f"[0-9]{_DIGITS_AND_BETWEEN}{{8,}}[0-9]")
# Other long numbers are mostly ids and times.
_PHONE = re.compile(
    rf"\+[0-9]{_DIGITS_AND_BETWEEN}{{8,20}}[0-9]|"
    r"\b[78][ \u00a0(-]{0,2}[3-9][0-9]{2}[ \u00a0)-]{0,2}[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}\b"
)
_ONE_NUMBER = re.compile(rf"\+?{_DIGITS_AND_BETWEEN}+")
_DIGITS = re.compile("[0-9]+")
_LONG_NUMBER = re.compile(f"[0-9]{{{SHORTEST_NUMBER},{LONGEST_NUMBER}}}")
_LOCAL_PART_REVERSED = re.compile(r"[\w.+'-]+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"[.+'-]*\w[\w.+'-]{0,63}@[\w-]+(?:\.[\w-]+)+")
_PUNCTUATION = ".+'-"


class Term(NamedTuple):
    """The keys that a search term may stand for, and whether they find all there is."""

    keys: tuple[str, ...]
    is_exhaustive: bool


def keys_in(text: str, ids: Iterable[str] = ()) -> list[str]:
    """Return the keys of a lower-cased text and of ids, each once: addresses and numbers first.

    At most `MOST_KEYS`; where there are more, and where a text is too wild, `OVERFLOW` follows.
    """
    found = _addresses(text) if "@" in text else []
    for piece in _NUMBERS.findall(text):
        found += _numbers(piece)
    found += map(normal, ids)
    keys = list(dict.fromkeys(found))
    if len(keys) <= MOST_KEYS and OVERFLOW not in keys:
        return keys
    return [*[key for key in keys if key != OVERFLOW][:MOST_KEYS], OVERFLOW]


def keys_of(term: str) -> Term:
    """Return the keys of a search term; of a whole address or long number they find everything."""
    key = normal(term)
    is_exhaustive = _LONG_NUMBER.fullmatch(key) or _ADDRESS.fullmatch(key)
    return Term((key,) if key else (), is_exhaustive is not None)


def normal(key: str) -> str:
    """Return a key in the form in which all its notations are the same."""
    key = key.strip().lower()
    if len(key) < SHORTEST_NUMBER and "@" not in key:
        return key
    if _ONE_NUMBER.fullmatch(key):
        digits = "".join(_DIGITS.findall(key))
        if SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER:
            return _number(digits)
    return _bare(key) if "@" in key and _ADDRESS.fullmatch(key) else key


def pieces_with(keys: set[str], text: str) -> Iterator[str]:
    """Yield the pieces of a text in which one of these numbers stands, in whatever notation."""
    return (piece for piece in _NUMBERS.findall(text) if not keys.isdisjoint(_numbers(piece)))


def subject_in(text: str) -> str | None:
    """Return whom a text is about, as it stands there: an address before a phone."""
    addresses = _addresses(text) if "@" in text else ()
    if address := next((one for one in addresses if one != OVERFLOW), None):
        return address
    phone = _PHONE.search(text)
    return phone[0] if phone else None


def hashed(workspace_id: str | UUID, key: str) -> int:
    """Return the number that `journal_key` holds for a key of this workspace."""
    text = f"{workspace_id}:{key}".encode("utf-8", "replace")
    return int.from_bytes(sha256(text).digest()[:8], signed=True)


def _bare(address: str) -> str:
    return address.lstrip(_PUNCTUATION).rstrip("-_")


def _number(digits: str) -> str:
    """Return a number with its country, where Russians leave it out or write 8 for it."""
    if len(digits) == 11 and digits[0] == "8":
        return "7" + digits[1:]
    if len(digits) == 10 and digits[0] == "9":
        return "7" + digits
    return digits


def _numbers(text: str) -> list[str]:
    groups = _DIGITS.findall(text)
    if len("".join(groups)) < SHORTEST_NUMBER:
        return []
    found = [OVERFLOW] if len(groups) > MOST_GROUPS else []
    for first in range(len(groups[:MOST_GROUPS])):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) > LONGEST_NUMBER:
                break
            if len(digits) >= SHORTEST_NUMBER:
                found.append(_number(digits))
    return found


def _addresses(text: str) -> list[str]:
    parts = text.split("@", MOST_ADDRESSES + 1)
    found = []
    if len(parts) > MOST_ADDRESSES + 1:
        found.append(OVERFLOW)
        parts.pop()
    # Backwards from the sign: a pattern that looks for it from each letter on is many times slower.
    for before, after in pairwise(parts):
        local = _LOCAL_PART_REVERSED.match(before[: -LONGEST_LOCAL_PART - 1 : -1])
        domain = _DOMAIN.match(after)
        if local and domain:
            address = _bare(f"{local[0][::-1]}@{domain[0]}")
            if address[0] != "@":
                found.append(address)
    return found
