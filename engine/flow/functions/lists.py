"""Functions on lists. A single value counts as a list of one, nothing as an empty list."""

from collections.abc import Mapping
from functools import lru_cache

from engine.flow.errors import MappingFailed
from engine.flow.functions.declare import Group, List
from engine.flow.limits import LISTED_CHARS, TEXT_CHARS
from engine.flow.paths import look_up
from engine.flow.values import (
    as_json,
    as_number,
    as_text,
    is_filled,
    measure,
    sort_key,
    tidy_number,
)
from engine.kernel.json_types import Json

LISTS = Group("lists")
_LONGEST_KEY = 200
_PEOPLE = '[{"n":"Bob","age":30,"in":true},{"n":"Ann","age":20}]'


@LISTS.function("{{ 'a,b,c' | split: ',' | first }}", "a")
def first(value: List) -> Json:
    return value[0] if value else None


@LISTS.function("{{ 'a,b,c' | split: ',' | last }}", "c")
def last(value: List) -> Json:
    return value[-1] if value else None


@LISTS.function("{{ 'a,b,c' | split: ',' | take: 2 }}", ["a", "b"])
def take(value: List, count: int) -> Json:
    return value[: max(count, 0)]


@LISTS.function("{{ 'a,b,c' | split: ',' | skip: 2 }}", ["c"])
def skip(value: List, count: int) -> Json:
    return value[max(count, 0) :]


@LISTS.function(f"{{{{ '{_PEOPLE}' | parse_json | map: 'n' }}}}", ["Bob", "Ann"], name="map")
def each(value: List, key: str) -> Json:
    return [_field(one, key) for one in value]


@LISTS.function(f"{{{{ '{_PEOPLE}' | parse_json | where: 'n', 'Ann' | map: 'age' }}}}", [20])
def where(value: List, key: str, wanted: Json = None) -> Json:
    return [one for one in value if _matches(one, key, wanted)]


@LISTS.function(f"{{{{ '{_PEOPLE}' | parse_json | reject: 'in' | map: 'n' }}}}", ["Ann"])
def reject(value: List, key: str, unwanted: Json = None) -> Json:
    return [one for one in value if not _matches(one, key, unwanted)]


@LISTS.function(f"{{{{ '{_PEOPLE}' | parse_json | find: 'age', 20 }}}}", {"n": "Ann", "age": 20})
def find(value: List, key: str, wanted: Json = None) -> Json:
    return next((one for one in value if _matches(one, key, wanted)), None)


@LISTS.function(
    "{{ '10,9,б,А' | split: ',' | sort }}", ["9", "10", "А", "б"], also=("sort_natural",)
)
def sort(value: List, key: str = "") -> Json:
    return sorted(value, key=lambda one: sort_key(_field(one, key)))


@LISTS.function("{{ 'a,b' | split: ',' | reverse }}", ["b", "a"])
def reverse(value: List) -> Json:
    return value[::-1]


@LISTS.function("{{ 'a,b,a' | split: ',' | unique }}", ["a", "b"], also=("uniq",))
def unique(value: List, key: str = "") -> Json:
    seen: dict[tuple[str, str], Json] = {}
    for one in value:
        seen.setdefault(_identity(_field(one, key)), one)
    return list(seen.values())


@LISTS.function("{{ '1,2.5,x' | split: ',' | sum }}", 3.5, name="sum")
def total(value: List, key: str = "") -> Json:
    return tidy_number(round(sum(_numbers(value, key)), 10))


@LISTS.function("{{ '1,2,6' | split: ',' | average }}", 3)
def average(value: List, key: str = "") -> Json:
    numbers = _numbers(value, key)
    return tidy_number(round(sum(numbers) / len(numbers), 10)) if numbers else None


@LISTS.function("{{ '10,9' | split: ',' | min }}", 9, name="min")
def least(value: List, key: str = "") -> Json:
    return min(_numbers(value, key), default=None)


@LISTS.function("{{ '10,9' | split: ',' | max }}", 10, name="max")
def most(value: List, key: str = "") -> Json:
    return max(_numbers(value, key), default=None)


@LISTS.function("{{ 'a,b,c' | split: ',' | chunk: 2 }}", [["a", "b"], ["c"]])
def chunk(value: List, size: int) -> Json:
    width = max(size, 1)
    return [value[at : at + width] for at in range(0, len(value), width)]


@LISTS.function("{{ 'a,b' | split: ',' | join: ' + ' }}", "a + b")
def join(value: List, separator: str = ", ") -> Json:
    room, texts = TEXT_CHARS, []
    for one in value:
        texts.append(as_text(one))
        room -= len(texts[-1]) + len(separator)
        if room < -len(separator):
            raise MappingFailed("text_too_long", limit=TEXT_CHARS)
    return separator.join(texts)


@LISTS.function("{{ 'a,b' | split: ',' | concat: 'c' }}", ["a", "b", "c"])
def concat(value: List, other: List) -> Json:
    # The one function that can repeat what it is given, so its result is weighed.
    both = [*value, *other]
    measure(both, LISTED_CHARS)
    return both


@LISTS.function("{{ 'a,,b' | split: ',' | compact }}", ["a", "b"])
def compact(value: List, key: str = "") -> Json:
    return [one for one in value if is_filled(_field(one, key))]


@LISTS.function("{{ '[[1],[2,3]]' | parse_json | flatten }}", [1, 2, 3])
def flatten(value: List) -> Json:
    return [inner for one in value for inner in (one if isinstance(one, list) else [one])]


@LISTS.function("""{{ '{"a":1}' | parse_json | keys }}""", ["a"])
def keys(value: Json) -> Json:
    return list(value) if isinstance(value, Mapping) else []


@LISTS.function("""{{ '{"a":1}' | parse_json | values }}""", [1])
def values(value: Json) -> Json:
    return list(value.values()) if isinstance(value, Mapping) else []


@LISTS.function("""{{ '{"a":[7]}' | parse_json | get: 'a.0' }}""", 7)
def get(value: Json, key: str) -> Json:
    return _field(value, key)


def _field(value: Json, key: str) -> Json:
    return look_up({"": value}, _keys(key)) if key else value


@lru_cache(maxsize=256)
def _keys(key: str) -> tuple[str | int, ...]:
    if len(key) > _LONGEST_KEY:
        raise MappingFailed("bad_argument", argument="key")
    parts = key.split(".")
    return ("", *(int(part) if part.isdecimal() and len(part) < 7 else part for part in parts))


def _matches(value: Json, key: str, wanted: Json) -> bool:
    found = _field(value, key)
    if wanted is None:
        return found is not False and is_filled(found)
    return as_text(found) == as_text(wanted)


def _numbers(value: List, key: str) -> list[int | float]:
    found = (as_number(_field(one, key)) for one in value)
    return [one for one in found if one is not None]


def _identity(value: Json) -> tuple[str, str]:
    return ("json", as_json(value)) if isinstance(value, list | dict) else ("", as_text(value))
