"""A connector's words in the reader's language; what a language lacks is read in English."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from engine.api.searching import plain
from engine.api.words import LANGUAGES
from engine.catalog.registry import Registry, installed
from engine.kernel.json_types import Json

FALLBACK = "en"


class Words:
    """The texts of one connector in one language, found by their place, such as `fields/url`."""

    def __init__(self, own: Mapping[str, Json], fallback: Mapping[str, Json]) -> None:
        self._texts = (own, fallback)

    def find(self, *place: str) -> str | None:
        """Return the text at this place, or nothing when neither language has one."""
        found = (_at(texts, place) for texts in self._texts)
        return next((text for text in found if isinstance(text, str) and text), None)

    def label(self, *place: str) -> str:
        """Return what a thing is called; without words its own name, made readable."""
        return self.find(*place, "label") or place[-1].replace("_", " ").capitalize()

    def help(self, *place: str) -> str:
        """Return the explanation of a thing; empty when there is none."""
        return self.find(*place, "help") or ""


def words(slug: str, language: str, *, registry: Registry | None = None) -> Words:
    """Return the texts of an installed connector."""
    folder = (registry or installed()).folder(slug) / "strings"
    return Words(_read(folder / f"{language}.json"), _read(folder / f"{FALLBACK}.json"))


def name_of(slug: str, language: str, *, registry: Registry | None = None) -> str:
    """Return what the service is called."""
    return words(slug, language, registry=registry).find("name") or slug


def own_words(slug: Json, code: str, language: str) -> str | None:
    """Return what a connector itself says of an error; None where it has no words, or is gone."""
    if not isinstance(slug, str) or slug not in installed().slugs():
        return None
    return words(slug, language).find("errors", code)


def slugs_named(search: str, *, registry: Registry | None = None) -> list[str]:
    """Return the connectors whose slug or name, in any language, has this text in it."""
    shelf, wanted = registry or installed(), plain(search)
    return [slug for slug in shelf.slugs() if wanted in _names(slug, shelf)]


def _names(slug: str, registry: Registry) -> str:
    spoken = (name_of(slug, language, registry=registry) for language in LANGUAGES)
    return plain("\n".join((slug, *spoken)))


@lru_cache(maxsize=1024)
def _read(file: Path) -> Mapping[str, Json]:
    try:
        read: Mapping[str, Json] = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return read


def _at(texts: Json, place: tuple[str, ...]) -> Json:
    for name in place:
        texts = texts.get(name) if isinstance(texts, Mapping) else None
    return texts
