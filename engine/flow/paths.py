"""Looking into JSON: `trigger.body.items[0].name`, never anything but keys, indexes and sizes."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from engine.kernel.json_types import Json

Scope: TypeAlias = Mapping[str, Json]


def look_up(scope: Scope, keys: tuple[str | int, ...]) -> Json:
    """Return what the keys lead to, or None where the way ends."""
    value: Json = scope
    for key in keys:
        found = value.get(key) if type(value) is dict else None
        value = step(value, key) if found is None else found
        if value is None:
            return None
    return value


def step(value: Json, key: str | int) -> Json:
    """Go one key further: a field, a position (negative from the end), `size`, `first`, `last`."""
    if isinstance(value, Mapping):
        return _in_object(value, key)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _in_list(value, key)
    if isinstance(value, str) and key == "size":
        return len(value)
    return None


def _in_object(value: Mapping[str, Json], key: str | int) -> Json:
    name = str(key)
    if name in value:
        return value[name]
    return len(value) if name == "size" else None


def _in_list(value: Sequence[Json], key: str | int) -> Json:
    if isinstance(key, int):
        return value[key] if -len(value) <= key < len(value) else None
    if key == "size":
        return len(value)
    if key == "first":
        return value[0] if value else None
    if key == "last":
        return value[-1] if value else None
    return None
