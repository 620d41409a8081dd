"""Connectors are found by their folders and imported when asked for."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.catalog.errors import ConnectorUnknown
from engine.catalog.registry import Registry, get

DECLARATION = """
from connectors.sdk.auth import NoAuth
from connectors.sdk.declare import Connector

connector = Connector(slug="{slug}", auth=(NoAuth(),))
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "shelf_of_connectors"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [one for one in sys.modules if one.startswith("shelf_of_connectors")]:
        del sys.modules[name]


def put(shelf: Path, folder: str, code: str) -> None:
    (shelf / folder).mkdir()
    (shelf / folder / "connector.py").write_text(code)


def test_a_folder_with_a_connector_is_found_without_registering_it(shelf: Path) -> None:
    put(shelf, "pipedesk", DECLARATION.format(slug="pipedesk"))
    (shelf / "sdk").mkdir()
    registry = Registry("shelf_of_connectors")

    assert registry.slugs() == ("pipedesk",)
    assert registry.get("pipedesk").slug == "pipedesk"
    assert registry.get("pipedesk") is registry.get("pipedesk")


def test_scanning_imports_nothing(shelf: Path) -> None:
    put(shelf, "explosive", "raise RuntimeError")

    assert Registry("shelf_of_connectors").slugs() == ("explosive",)


@pytest.mark.parametrize("slug", ["", "nothing", "sdk", "..", "pipedesk.connector", "os"])
def test_a_name_that_is_no_folder_is_unknown(shelf: Path, slug: str) -> None:
    put(shelf, "pipedesk", DECLARATION.format(slug="pipedesk"))

    with pytest.raises(ConnectorUnknown):
        Registry("shelf_of_connectors").get(slug)


def test_a_broken_connector_is_logged_and_the_others_stay(
    shelf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(shelf, "broken", "raise RuntimeError('typo')")
    put(shelf, "misnamed", DECLARATION.format(slug="other"))
    put(shelf, "whole", DECLARATION.format(slug="whole"))

    with caplog.at_level(logging.ERROR):
        found = Registry("shelf_of_connectors").all()

    assert [one.slug for one in found] == ["whole"]
    assert "broken" in caplog.text
    assert "misnamed" in caplog.text


def test_the_installed_connectors_are_those_of_this_repository() -> None:
    assert get("webhook").slug == "webhook"
