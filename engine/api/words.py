"""The words for every stable code, in English and Russian; files in `strings/`."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.utils import translation

from engine.kernel.json_types import Json, JsonObject

STRINGS = Path(__file__).parent / "strings"
LANGUAGES = ("en", "ru")
UNKNOWN_CODE = "refused"
UTC = "UTC"
# What days and moments in UTC look like among parameters; people need neither the T nor fractions.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(rf"{_DAY.pattern}[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)")
_DAYS = {"en": "d MMM y", "ru": "dd.MM.y"}
_time_zone: ContextVar[str] = ContextVar("time_zone", default=UTC)
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Voice(NamedTuple):
    """In which language something is said, and by which clocks."""

    language: str
    time_zone: str = UTC


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return every text of one language by its code."""
    loaded: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text("utf-8"))
    return loaded


def spoken_language() -> str:
    """Return the language of the present request, one of those we have words in."""
    language = (translation.get_language() or "").partition("-")[0]
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def spoken_voice() -> Voice:
    """Return how the present request is spoken to."""
    return Voice(spoken_language(), _time_zone.get())


def keep_time(time_zone: str) -> None:
    """Tell moments by the clocks of this zone for the rest of the request."""
    _time_zone.set(time_zone)


@contextmanager
def speaking(voice: Voice) -> Iterator[None]:
    """Say what is said inside in this voice, whatever time it comes to keep."""
    before = _time_zone.set(voice.time_zone)
    try:
        with translation.override(voice.language):
            yield
    finally:
        _time_zone.reset(before)


def say(code: str, params: JsonObject | None = None, *, language: str | None = None) -> str:
    """Return the words for a code, its own for what was `wanted` or that nothing was `waiting`.

    A code without words reads as a plain refusal.
    """
    spoken = language if language in LANGUAGES else spoken_language()
    known = texts(spoken)
    values = params or {}
    told = known.get(code, known[UNKNOWN_CODE])
    template = known.get(f"{code}.{values.get('wanted', values.get('waiting'))}", told)
    return _PLACEHOLDER.sub(lambda match: _readable(values.get(match[1]), spoken), template)


def _readable(value: Json, language: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, list | tuple):
        return ", ".join(_readable(item, language) for item in value)
    text = str(value)
    try:
        if _DAY.fullmatch(text):
            return _day(date.fromisoformat(text), language)
        return _moment(text, language) if _MOMENT.fullmatch(text) else text
    except ValueError:  # the 31st of February
        return text


def _moment(text: str, language: str) -> str:
    """Return a moment by the workspace's clock, unnamed like all others that one sees."""
    zone = ZoneInfo(_time_zone.get())
    local = datetime.fromisoformat(text).astimezone(zone)
    named = " UTC" if zone.key == UTC else ""
    return f"{_day(local, language)} {local:%H:%M}{named}"


def _day(day: date, language: str) -> str:
    return format_date(day, _DAYS[language], locale=language)
