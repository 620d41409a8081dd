"""What went wrong with a step, as its journal row would have kept it, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from engine.api.words import say, spoken_language
from engine.catalog.errors import ConnectorUnknown
from engine.catalog.strings import words
from engine.journal.rows import spoken_error
from engine.kernel.errors import Mistake


def told_error(error: Mapping[str, Any] | None, slug: str = "") -> dict[str, Any] | None:
    """Return an error of a run with words, the connector's own first; None when there is none."""
    if not error:
        return None
    params = dict(error.get("params") or {})
    # A formula fails in many ways; the way is what helps.
    code = str(params.pop("reason", error["code"]))
    spoken = spoken_error({**error, "code": code, "params": params}) or {}
    return {
        "code": code,
        "message": _own_words(slug, code) or spoken["message"],
        "remedy": error.get("remedy"),
        "answer": error.get("answer"),
        "path": str(error.get("at") or ""),
    }


def told_mistake(mistake: Mistake) -> dict[str, Any]:
    """Return a mistake in a draft as an error of its step."""
    message = say(mistake.code, mistake.params)
    told = {"code": mistake.code, "message": message, "remedy": "fix", "answer": None}
    return {**told, "path": mistake.path}


def _own_words(slug: str, code: str) -> str | None:
    try:
        return words(slug, spoken_language()).find("errors", code) if slug else None
    except ConnectorUnknown:
        return None
