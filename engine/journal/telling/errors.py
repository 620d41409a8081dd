"""As much of an error as its workspace wants kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.journal.telling.masking import HIDDEN, OWN_WORDS, Mask, compiled
from engine.kernel.json_types import JsonObject


def kept(error: JsonObject, rules: Sequence[str], *, is_confidential: bool) -> JsonObject:
    """Return an error without what these rules hide; where data is confidential, our own words."""
    if is_confidential:
        return bare(error)
    if not rules:
        return error
    mask = Mask(compiled(tuple(rules)))
    hidden = mask.hide_in_error(error)
    if mask.is_overrun:
        return bare(error)
    return mask.blot_error(hidden) if mask.has_hidden else error


def bare(error: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an error says in our own words."""
    said = {name: one for name, one in error.items() if name in OWN_WORDS}
    if params := error.get("params"):
        said["params"] = {name: _bare_param(name, one) for name, one in params.items()}
    return said


def _bare_param(name: str, value: Any) -> Any:
    return value if name == "actor" or isinstance(value, int) else HIDDEN
