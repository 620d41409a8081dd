"""The page at `/` without a browser: words, languages, numbers."""

import pytest
from django.test import Client

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.config.views import words
from engine.journal.models import Entry
from engine.journal.services import record_runs
from tests.factories import a_browser, a_user, a_workspace

pytestmark = pytest.mark.django_db


def test_both_languages_have_the_same_texts() -> None:
    assert words("en").keys() == words("ru").keys()
    assert all(words("en").values())
    assert all(words("ru").values())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_speaks_the_language_of_the_browser(client: Client, language: str) -> None:
    page = client.get("/", headers={"Accept-Language": language}).content.decode()

    assert f'<html lang="{language}">' in page
    assert words(language)["sign_in_title"] in page


def test_a_chosen_language_is_kept_against_the_browsers(client: Client) -> None:
    client.post("/language", {"language": "ru", "next": "/"})

    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="ru">' in page


def test_changing_the_language_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/language", {"language": "ru", "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_numbers_are_of_the_visitors_own_workspace() -> None:
    anna = a_user()
    own, foreign = a_workspace("Acme", owner=anna), a_workspace()
    for workspace in (own, foreign, foreign):
        bundle = Bundle.objects.create(workspace=workspace, name="x")
        record_runs([_run_of(workspace, bundle)])

    visitor = a_browser(anna).get("/").context["visitor"]

    assert visitor.workspace == "Acme"
    assert visitor.counts == {
        "bundles": 1,
        "bundles_running": 0,
        "connections": 0,
        "runs_today": 1,
    }


def test_a_name_is_text_never_markup() -> None:
    anna = a_user()
    a_workspace("<script>alert(1)</script>", owner=anna)

    page = a_browser(anna).get("/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_somebody_in_no_workspace_is_told_what_to_do() -> None:
    page = a_browser(a_user()).get("/", headers={"Accept-Language": "en"}).content.decode()

    assert words("en")["no_workspace"] in page


def _run_of(workspace: Workspace, bundle: Bundle) -> Entry:
    return Entry(workspace_id=workspace.id, bundle_id=bundle.id, status="succeeded")
