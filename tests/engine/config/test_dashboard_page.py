"""The one page of the dashboard: what it is sent with, and what is not its business."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from engine.config import dashboard

PAGE = '<html><meta property="csp-nonce" nonce="__NONCE__"><div id="root"></div></html>'


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A dashboard that was built into a folder of its own."""
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    settings.DASHBOARD = tmp_path
    dashboard.page_of.cache_clear()
    yield tmp_path
    dashboard.page_of.cache_clear()


def nonce_of(html: bytes) -> str:
    found = re.search(r'nonce="([^"]+)"', html.decode())
    assert found
    return found.group(1)


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("address", ["/", "/bundles", "/bundles/018f", "/journal?bundle=1", "/no"])
def test_every_address_of_people_begins_with_the_page(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert b'<div id="root">' in answer.content


@pytest.mark.usefixtures("built")
def test_styles_that_libraries_add_need_the_nonce_of_this_very_answer(client: Client) -> None:
    first, second = client.get("/"), client.get("/")

    policy = first["Content-Security-Policy"]
    assert f"style-src 'self' 'nonce-{nonce_of(first.content)}'" in policy
    assert "unsafe-inline" not in policy
    assert "script-src" not in policy  # so default-src 'self' holds: files of ours alone
    assert nonce_of(first.content) != nonce_of(second.content)


@pytest.mark.usefixtures("built")
def test_the_page_is_kept_by_nobody_and_brings_the_csrf_cookie(client: Client) -> None:
    answer = client.get("/")

    assert "no-store" in answer["Cache-Control"]
    assert "csrftoken" in answer.cookies


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("address", ["/api/x", "/api/v1/no-such-thing", "/_allauth/x"])
def test_an_unknown_address_of_programs_is_a_404_and_not_the_page(
    client: Client, address: str
) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert b'<div id="root">' not in answer.content


@pytest.mark.usefixtures("built")
def test_unknown_api_addresses_answer_in_problem_json(client: Client) -> None:
    answer = client.get("/api/x")

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


@pytest.mark.usefixtures("built")
def test_the_page_takes_no_writes(client: Client) -> None:
    assert client.post("/bundles").status_code == 405


def test_a_dashboard_that_was_not_built_says_what_to_do(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.DASHBOARD = tmp_path

    answer = client.get("/")

    assert answer.status_code == 503
    assert "make run" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "is_immutable"),
    [("/assets/index-CuS0P0_j.js", True), ("/icon.svg", False), ("/index.html", False)],
)
def test_only_files_with_a_hash_in_their_names_never_change(
    settings: Settings, path: str, is_immutable: bool
) -> None:
    rule = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)

    assert bool(rule.search(path)) is is_immutable
