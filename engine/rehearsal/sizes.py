"""Values made small enough to keep or to show, and clean of what nobody may see."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from connectors.sdk.auth import MASK, SHORTEST_MASKED, Login, is_secret_name
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
    """Return the value with its secret headers, and all that the login keeps secret, blotted out.

    Headers are looked for where requests and answers have them: at the root.
    """
    shown = login.mask_data(value, shortest=SHORTEST_MASKED) if login else value
    if not isinstance(shown, Mapping):
        return shown
    return {name: _plain_headers(one) if name == HEADERS else one for name, one in shown.items()}


def dump(value: Json) -> str:
    """Write the value as JSON; what JSON cannot hold becomes text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _plain_headers(value: Json) -> Json:
    if not isinstance(value, Mapping):
        return value
    return {name: MASK if is_secret_name(str(name)) else one for name, one in value.items()}


def _size(value: Json) -> float:
    try:
        return len(dump(value).encode())
    except TypeError:
        return math.inf  # nested deeper than can be written


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
