"""What went wrong with a step, as its journal row would have kept it, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from engine.api.words import say
from engine.journal.rows import spoken_error
from engine.kernel.errors import Mistake


def told_error(error: Mapping[str, Any] | None, slug: str = "") -> dict[str, Any] | None:
    """Return an error of a run with words, the connector's own first; None when there is none."""
    if not error:
        return None
    params = dict(error.get("params") or {})
    # A formula fails in many ways; the way is what helps.
    code = str(params.pop("reason", error["code"]))
    spoken = spoken_error({"service": slug, **error, "code": code, "params": params}) or {}
    return {
        "code": code,
        "message": spoken["message"],
        "remedy": error.get("remedy"),
        "answer": error.get("answer"),
        "path": str(error.get("at") or ""),
    }


def told_mistake(mistake: Mistake) -> dict[str, Any]:
    """Return a mistake in a draft as an error of its step."""
    message = say(mistake.code, mistake.params)
    told = {"code": mistake.code, "message": message, "remedy": "fix", "answer": None}
    return {**told, "path": mistake.path}
