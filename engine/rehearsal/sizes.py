"""Values made small enough to keep or to show, and clean of what nobody may see."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from connectors.sdk.auth import MASK, Login, is_secret_name
from engine.kernel.json_types import Json

KEPT_BYTES = 256 * 1024
DEEPEST = 64
HEADERS = "headers"


@dataclass(frozen=True, slots=True)
class _Measure:
    """How much of each text, list and object stays."""

    chars: int
    items: int
    names: int


MEASURES = (
    _Measure(chars=20_000, items=200, names=1000),
    _Measure(chars=2_000, items=50, names=200),
    _Measure(chars=300, items=10, names=50),
    _Measure(chars=100, items=3, names=20),
)


def cut(value: Json, most: int = KEPT_BYTES) -> tuple[Json, bool]:
    """Return the value, or what fits of it, and whether anything was left out."""
    if _size(value) <= most:
        return value, False
    for measure in MEASURES:
        less = _less(value, measure, DEEPEST)
        if _size(less) <= most:
            return less, True
    return None, True


def without_secrets(value: Json, login: Login | None = None) -> Json:
    """Return the value with secret headers, and all that the login keeps secret, blotted out."""
    if isinstance(value, str):
        return login.mask(value) if login and login.credentials else value
    if isinstance(value, Mapping):
        return {name: _open_part(name, inner, login) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(one, login) for one in value]
    return value


def dump(value: Json) -> str:
    """Write the value as JSON; what JSON cannot hold becomes text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _open_part(name: str, value: Json, login: Login | None) -> Json:
    if name.lower() == HEADERS and isinstance(value, Mapping):
        value = {key: MASK if is_secret_name(str(key)) else one for key, one in value.items()}
    return without_secrets(value, login)


def _size(value: Json) -> int:
    return len(dump(value).encode())


def _less(value: Json, measure: _Measure, depth: int) -> Json:
    if isinstance(value, str):
        return value if len(value) <= measure.chars else value[: measure.chars] + "…"
    if depth == 0:
        return None
    if isinstance(value, Mapping):
        names = list(value)[: measure.names]
        return {name: _less(value[name], measure, depth - 1) for name in names}
    if isinstance(value, list | tuple):
        return [_less(one, measure, depth - 1) for one in value[: measure.items]]
    return value
