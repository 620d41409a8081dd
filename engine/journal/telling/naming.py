"""What an event is called by that holds neither an address nor a phone.

A person's name goes before any other, that before a title, that before a number; of two that are as
good the one that stands higher. Headers and lists tell how it came and what is in it, not whom it
is about.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from engine.journal.telling.masking import HIDDEN

MOST_LETTERS, LONGEST_ROLE = 100, 40
DEEPEST, MOST_PARTS = 4, 50

_LETTERS = re.compile(r"[^\W_]+")
_PERSON = {
    *("fullname", "fio", "clientname", "customername", "contactname", "buyername", "username"),
    *("фио", "имяклиента", "имяифамилия", "фамилияимя", "контактноелицо"),
}
_FIRST, _LAST = {"firstname", "имя"}, {"lastname", "surname", "familyname", "фамилия"}
_NAME = {"name", "yourname", "название", "наименование"}
_TITLE = {"title", "subject", "тема", "заголовок"}
_NUMBER = {
    *("ordernumber", "orderid", "order", "leadid", "dealid", "number", "id", "uuid"),
    *("номерзаказа", "заказ", "номер"),
}
_UNTOLD = {"headers", "method"}


def name_in(event: Any) -> str | None:
    """Return what to call an event by, if anything in it is good for that."""
    parts = list(_parts(event))
    for wanted in ((_PERSON,), (_FIRST, _LAST), (_NAME,), (_TITLE,), (_NUMBER,)):
        for part in parts:
            if words := [one for roles in wanted if (one := _first(part, roles))]:
                return " ".join(words)[:MOST_LETTERS]
    return None


def _parts(event: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of an event, the highest first."""
    level, left = [event], MOST_PARTS
    for _ in range(DEEPEST):
        objects = [one for one in level if isinstance(one, dict)][:left]
        yield from objects
        left -= len(objects)
        level = [
            value
            for one in objects
            for name, value in one.items()
            if isinstance(value, dict) and not _is(name, _UNTOLD)
        ]


def _first(part: Mapping[str, Any], roles: set[str]) -> str | None:
    values = (value for name, value in part.items() if _is(name, roles))
    return next((told for value in values if (told := _told(value, roles))), None)


def _told(value: Any, roles: set[str]) -> str | None:
    """Return a value as it may stand in a row; a name has letters."""
    if type(value) is not str and not (type(value) is int and roles is _NUMBER):
        return None
    text = " ".join(str(value)[:MOST_LETTERS].split())
    is_name = roles is _NUMBER or any(letter.isalpha() for letter in text)
    return text if is_name and HIDDEN not in text else None


def _is(name: str, roles: set[str]) -> bool:
    return len(name) <= LONGEST_ROLE and _plain(name) in roles


@lru_cache(maxsize=10_000)
def _plain(name: str) -> str:
    return "".join(_LETTERS.findall(name.lower())).replace("ё", "е")
