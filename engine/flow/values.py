"""JSON values read as text, numbers, truth and lists, the same way everywhere."""

import math
import re
from collections.abc import Mapping, Sequence

import orjson

from engine.flow.errors import MappingFailed
from engine.flow.limits import TEXT_CHARS, VALUE_DEPTH
from engine.kernel.json_types import Json

_PLAIN = str.maketrans({**dict.fromkeys("\t\u00a0\u2007\u2009\u202f_'", " "), "−": "-"})
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
# Thousands come in threes, all parted by one mark: 12.02.2026 and 192.168.1.1 are no numbers.
_GROUPED = re.compile(r"([+-]?\d{1,3})(([ .,])\d{3}(?:\3\d{3})*)((?!\3)[.,]\d*)?", re.ASCII)
_LONGEST_NUMBER = 64
_EXACT = 2**53
_INT_BITS = 256


def as_text(value: Json) -> str:
    """Return the value as a person would read it; lists and objects become compact JSON."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _INT_BITS else ""
    if isinstance(value, float):
        return _float_text(value)
    return as_json(value)


def as_json(value: Json) -> str:
    """Return compact JSON, refusing values too large or too deep to print."""
    measure(value, TEXT_CHARS)
    try:
        return orjson.dumps(value, default=_no_surprise).decode()
    except (TypeError, ValueError) as error:
        raise MappingFailed("not_printable") from error


def as_number(value: Json) -> int | float | None:
    """Return the number a value stands for ("1 234,50" is 1234.5), or None."""
    if type(value) is int:
        return value if value.bit_length() <= _INT_BITS else None
    if type(value) is float:
        return value if math.isfinite(value) else None
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return None
    return _number_in(value)


def as_whole(value: Json) -> int | None:
    """Return the value as a whole number, cutting what follows the point; None if it is none."""
    number = as_number(value)
    return None if number is None else int(number)


def as_list(value: Json) -> list[Json]:
    """Return a list as it is, nothing as an empty list, and anything else as a list of one."""
    if type(value) is list:
        return value
    if value is None or value == "":
        return []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return [value]


def is_filled(value: Json) -> bool:
    """Tell whether there is something in the value; 0 and false are something, blanks are not."""
    if value is None:
        return False
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    if isinstance(value, Mapping | Sequence):
        return len(value) > 0
    return True


def is_true(value: Json) -> bool:
    """Tell whether a value means yes: true, 1, "yes", "on", «да»."""
    if isinstance(value, str):
        return value.strip().casefold() in ("true", "1", "yes", "y", "on", "да", "истина")
    return value is True or (type(value) in (int, float) and value != 0)


def measure(value: Json, room: int) -> None:
    """Refuse a value too large or deep to write out: lists that share texts can be vast then."""
    limit, level, depth = room, [value], 0
    while level:
        depth += 1
        room -= sum(len(one) + 2 if isinstance(one, str) else 4 for one in level)
        deeper = [one for one in level if isinstance(one, list | dict)]
        if room < sum(map(len, deeper)):
            raise MappingFailed("text_too_long", limit=limit)
        if depth > VALUE_DEPTH:
            raise MappingFailed("too_deep", limit=VALUE_DEPTH)
        level = [inner for one in deeper for inner in _inside(one)]


def tidy_number(value: float) -> int | float | None:
    """Return a result as JSON shows it best: whole numbers without a point, None if not finite."""
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else float(value)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def sort_key(value: Json) -> tuple[int, float, str]:
    """Order any values: numbers (and numeric text) first, then text without case, empty last."""
    if value is None or value == "":
        return (2, 0.0, "")
    number = as_number(value)
    if number is not None:
        return (0, float(number), "")
    return (1, 0.0, as_text(value).casefold())


def _float_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < 10**16:
        return str(int(value))
    return repr(value)


def _number_in(text: str) -> int | float | None:
    plain = text.translate(_PLAIN).strip()
    if plain[:1] in ("+", "-"):
        plain = plain[0] + plain[1:].lstrip()
    plain = _ungrouped(plain).replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    if plain.lstrip("+-").isdigit():
        return int(plain)
    number = float(plain)
    return number if math.isfinite(number) else None


def _ungrouped(text: str) -> str:
    match = _GROUPED.fullmatch(text)
    if match is None:
        return text
    head, groups, mark, rest = match.groups()
    if mark != " " and len(groups) == 4 and not rest:
        return text  # one comma or point alone parts whole from fraction
    return head + groups.replace(mark, "") + (rest or "")


def _inside(value: list[Json] | dict[str, Json]) -> Sequence[Json]:
    return value if isinstance(value, list) else [*value.keys(), *value.values()]


def _no_surprise(value: object) -> Json:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(type(value).__name__)
