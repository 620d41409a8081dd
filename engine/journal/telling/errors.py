"""As much of an error as its workspace wants kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.journal.telling.masking import HIDDEN, OWN_WORDS, Mask, compiled
from engine.kernel.json_types import JsonObject

DATA = ("input", "output")
NOTHING_TOLD: Mapping[str, Any] = {"steps": ()}


def kept(
    error: JsonObject,
    rules: Sequence[str],
    *,
    is_confidential: bool,
    told: Mapping[str, Any] = NOTHING_TOLD,
) -> JsonObject:
    """Return an error without what these rules hide, in it or in the story of the run `told`.

    Where data is confidential, only our own words are kept.
    """
    if is_confidential:
        return bare(error)
    if not rules:
        return error
    mask = Mask(compiled(tuple(rules)))
    mask.hide(told.get("trigger"), "trigger")
    for step in told["steps"]:
        for data in DATA:
            mask.hide(step.get(data), step.get("id", ""))
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
