"""The words for every stable code, in English and Russian; files in `strings/`."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from engine.kernel.json_types import Json, JsonObject

STRINGS = Path(__file__).parent / "strings"
LANGUAGES = ("en", "ru")
UNKNOWN_CODE = "refused"
# What days and moments in UTC look like among parameters; people need neither the T nor fractions.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00))?")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return every text of one language by its code."""
    loaded: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text("utf-8"))
    return loaded


def spoken_language() -> str:
    """Return the language of the present request, one of those we have words in."""
    language = (translation.get_language() or "").partition("-")[0]
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def say(code: str, params: JsonObject | None = None, *, language: str | None = None) -> str:
    """Return the words for a code, for what was `wanted` where it has some of its own.

    A code without words reads as a plain refusal.
    """
    spoken = language if language in LANGUAGES else spoken_language()
    known = texts(spoken)
    values = params or {}
    told = known.get(code, known[UNKNOWN_CODE])
    template = known.get(f"{code}.{values.get('wanted')}", told)
    return _PLACEHOLDER.sub(lambda match: _readable(values.get(match[1]), spoken), template)


def _readable(value: Json, language: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, list | tuple):
        return ", ".join(_readable(item, language) for item in value)
    text = str(value)
    moment = _MOMENT.fullmatch(text)
    if not moment:
        return text
    day = _day(moment[1], language)
    return f"{day} {moment[2]} UTC" if moment[2] else day


def _day(text: str, language: str) -> str:
    """Return a day as one writes it in a language; what is no day stays as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    if language == "ru":
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
