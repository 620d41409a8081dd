"""Words of a connector in the reader's language, or else in English."""

import json
from pathlib import Path

import pytest

from engine.catalog.registry import Registry
from engine.catalog.strings import name_of, slugs_named, words


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    texts = {
        "en": {"name": "Pipedesk", "fields": {"stage": {"label": "Stage", "help": "Where it is."}}},
        "ru": {"name": "Пайпдеск", "fields": {"stage": {"label": "Этап"}}},
    }
    for slug in ("pipedesk", "silent"):
        strings = tmp_path / "shelf_of_words" / slug / "strings"
        strings.mkdir(parents=True)
        (strings.parent / "connector.py").touch()
    for language, spoken in texts.items():
        place = tmp_path / "shelf_of_words/pipedesk/strings" / f"{language}.json"
        place.write_text(json.dumps(spoken), "utf-8")
    (tmp_path / "shelf_of_words/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return Registry("shelf_of_words")


def test_what_a_language_lacks_is_read_in_english(shelf: Registry) -> None:
    texts = words("pipedesk", "ru", registry=shelf)

    assert texts.label("fields", "stage") == "Этап"
    assert texts.help("fields", "stage") == "Where it is."


def test_a_thing_without_words_is_called_by_its_readable_name(shelf: Registry) -> None:
    texts = words("silent", "ru", registry=shelf)

    assert texts.label("fields", "lead_source") == "Lead source"
    assert texts.help("fields", "lead_source") == ""
    assert name_of("silent", "ru", registry=shelf) == "silent"


def test_services_are_found_by_a_name_in_any_language(shelf: Registry) -> None:
    assert slugs_named("PIPE", registry=shelf) == ["pipedesk"]
    assert slugs_named("пайп", registry=shelf) == ["pipedesk"]
    assert slugs_named("", registry=shelf) == ["pipedesk", "silent"]
