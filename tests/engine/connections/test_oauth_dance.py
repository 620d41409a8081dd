"""Signing in by consent, end to end, against a real provider on a socket."""

import logging
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import signing
from pytest_django import Settings

from engine.accounts.models import Membership, Role
from engine.connections import consents
from engine.connections.consents import SALT
from engine.connections.errors import StateIsOld
from engine.connections.models import Connection, Departure
from engine.journal.models import Entry
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.connections.dance import APPLICATION, CALLBACK, LIST, Dance
from tests.engine.connections.test_login import a_held_run
from tests.factories import a_browser, a_client, a_member
from tests.oauth_provider.provider import CLIENT_SECRET, Provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dance(granary: Provider) -> Dance:
    return Dance(granary)


def test_a_new_connection_says_where_to_sign_in(dance: Dance) -> None:
    told = dance.browser.get(dance.address).json()

    assert (told["status"], told["problem"]["code"]) == ("needs_login", "login_not_done")
    path = f"/api/v1/oauth/authorize/{dance.connection.pk}"
    assert told["authorize_url"] == f"http://127.0.0.1:8000{path}"
    assert CLIENT_SECRET not in str(told)


def test_a_person_signs_a_connection_in(dance: Dance) -> None:
    home = dance.sign_in()

    assert home == f"/?login=login_works&connection={dance.connection.pk}"
    told = dance.browser.get(dance.address).json()
    assert (told["status"], told["account"], told["problem"]) == ("works", "anna", None)
    assert dance.secrets.keys() == APPLICATION.keys() - {"kind"} | {"access_token", "refresh_token"}
    assert dance.ask("test")["ok"]


def test_signing_in_lets_go_of_what_waited_and_reads_the_account(dance: Dance) -> None:
    run = a_held_run(dance.connection)

    dance.sign_in()

    run.refresh_from_db()
    dance.connection.refresh_from_db()
    assert run.status == Run.Status.QUEUED
    assert dance.connection.metadata == {"shelves": ["rye", "oats"]}
    assert dance.connection.refreshed_at is not None
    told = Entry.objects.filter(connection_id=dance.connection.pk)
    assert "connection_reconnected" in told.get().details


def test_the_consent_page_gets_a_challenge_and_never_the_verifier(dance: Dance) -> None:
    consent = dict(parse_qsl(urlsplit(dance.leave()).query))

    assert consent["code_challenge_method"] == "S256"
    assert consent["redirect_uri"] == f"http://127.0.0.1:8000{CALLBACK}"
    departure = Departure.objects.get()
    assert consent["code_challenge"] not in departure.verifier
    assert departure.verifier.startswith("v1.")


def test_a_way_back_is_used_once(dance: Dance) -> None:
    answer = dance.granary.agree(dance.leave())
    dance.come_back(answer)

    assert dance.come_back(answer) == "/?login=oauth_state_expired"


def test_of_two_that_come_back_at_once_one_is_let_in(dance: Dance) -> None:
    answer = dance.granary.agree(dance.leave())
    session_key = str(dance.browser.session.session_key)
    first, second = (consents.arrival(answer, session_key) for _ in range(2))

    assert consents.finish(first, answer).ok
    with pytest.raises(StateIsOld):
        consents.finish(second, answer)


def test_another_browser_cannot_finish_what_this_one_began(dance: Dance) -> None:
    answer = dance.granary.agree(dance.leave())
    colleague = a_browser(a_member(Role.EDITOR, workspace=dance.workspace).user)

    assert dance.come_back(answer, colleague) == "/?login=oauth_state_foreign"
    assert dance.come_back(answer).startswith("/?login=login_works")


def test_nobody_finishes_without_being_signed_in_here(dance: Dance) -> None:
    answer = dance.granary.agree(dance.leave())
    dance.browser.logout()

    assert dance.come_back(answer) == "/?login=not_authenticated"


def test_a_state_that_was_not_ours_is_refused(dance: Dance) -> None:
    states = ["", "x", signing.dumps("x", salt=SALT), signing.dumps(str(new_id()))]

    ends = {dance.come_back({"code": "c", "state": state}) for state in states}

    assert ends == {"/?login=oauth_state_wrong"}


def test_a_departure_that_took_too_long_is_forgotten(dance: Dance) -> None:
    answer = dance.granary.agree(dance.leave())
    Departure.objects.all().delete()

    assert dance.come_back(answer) == "/?login=oauth_state_expired"


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"error": "access_denied"}, "oauth_denied"),
        ({"error": "server_error", "error_description": "<b>x"}, "oauth_failed"),
        ({"code": ""}, "oauth_failed"),
        ({"code": "never-issued"}, "login_expired"),
    ],
)
def test_what_goes_wrong_at_the_service_is_told(
    dance: Dance, extra: dict[str, str], code: str
) -> None:
    answer = dance.granary.agree(dance.leave())

    home = dance.come_back({"state": answer["state"], **extra})

    assert home == f"/?login={code}&connection={dance.connection.pk}"
    assert dance.secrets.keys() == {"client_id", "client_secret"}


def test_a_button_of_the_service_leads_to_no_connection(dance: Dance) -> None:
    back = {"code": "c", "from_widget": "1", "referer": "x.example"}

    assert dance.come_back(back) == "/?login=oauth_from_widget"


def test_programs_are_told_in_problem_json(dance: Dance) -> None:
    program = dance.browser.get(CALLBACK, {"state": "x"}, headers={"Accept-Language": "ru"})

    words = "Этот адрес не относится ко входу, начатому здесь."
    assert (program.status_code, program.json()["code"]) == (400, "oauth_state_wrong")
    assert program.json()["detail"].startswith(words)


def test_signing_in_to_another_account_asks_first(dance: Dance) -> None:
    dance.sign_in()
    before = dance.secrets

    home = dance.sign_in("boris")

    assert home.startswith("/?login=oauth_another_account")
    assert (dance.secrets, dance.connection.account) == (before, "anna")


def test_another_account_is_taken_when_the_person_wants_it(dance: Dance) -> None:
    dance.sign_in()

    home = dance.sign_in("boris", other_account="true")

    dance.connection.refresh_from_db()
    assert home.startswith("/?login=login_works")
    assert dance.connection.account == "boris"


@pytest.mark.parametrize("today", [{"status": 500}, {"status": 200, "body": "<html>"}])
def test_a_token_endpoint_that_is_ill_leaves_the_connection_as_it_was(
    dance: Dance, today: dict[str, str]
) -> None:
    dance.sign_in()
    before = dance.secrets
    answer = dance.granary.agree(dance.leave())
    dance.granary.plan(**today)

    assert "/?login=token_" in dance.come_back(answer)
    assert (dance.secrets, dance.connection.status) == (before, "works")


def test_an_internal_token_endpoint_is_not_called(dance: Dance, settings: Settings) -> None:
    answer = dance.granary.agree(dance.leave())
    settings.ALLOWED_NETWORKS = ()

    assert dance.come_back(answer).startswith("/?login=address_refused")


def test_no_secret_of_the_dance_is_logged_or_answered(
    dance: Dance, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        dance.sign_in()
        dance.granary.revoke()
        told = [dance.ask("test"), dance.browser.get(LIST).json()]

    hidden = [CLIENT_SECRET, *(dance.secrets[name] for name in ("access_token", "refresh_token"))]
    told_and_logged = f"{told} {caplog.text} {dance.connection.status_detail}"
    assert not [one for one in hidden if one in told_and_logged]


def test_a_stranger_and_a_program_cannot_begin(dance: Dance) -> None:
    path = f"/api/v1/oauth/authorize/{dance.connection.pk}"
    viewer = a_member(Role.VIEWER, workspace=dance.workspace)

    answers = [
        one.get(path)
        for one in (
            a_browser(a_member().user),
            a_client(),
            a_client(dance.workspace),
            a_browser(viewer.user),
        )
    ]

    assert [one.status_code for one in answers] == [404, 404, 403, 403]
    assert [one.json()["code"] for one in answers[2:]] == ["not_for_tokens", "forbidden"]


def test_somebody_who_lost_the_right_meanwhile_cannot_finish(dance: Dance) -> None:
    answer = dance.granary.agree(dance.leave())
    Membership.objects.filter(role=Role.EDITOR).update(role=Role.VIEWER)

    assert dance.come_back(answer) == "/?login=forbidden"


def test_the_workspace_is_that_of_the_connection_not_of_the_browser(dance: Dance) -> None:
    user = a_member(Role.OWNER).user
    Membership.objects.create(workspace=dance.workspace, user=user, role=Role.EDITOR)
    dance.browser = a_browser(user)

    assert dance.sign_in().startswith("/?login=login_works")


def test_other_connections_have_no_consent_page(dance: Dance) -> None:
    Connection.objects.filter(pk=dance.connection.pk).update(kind="api_key")

    answer = dance.browser.get(f"/api/v1/oauth/authorize/{dance.connection.pk}")

    assert (answer.status_code, answer.json()["code"]) == (409, "oauth_not_offered")
    assert dance.browser.get(f"/api/v1/oauth/authorize/{new_id()}").status_code == 404


def test_the_operator_s_application_serves_connections_without_one(
    dance: Dance, settings: Settings
) -> None:
    own = {name: one for name, one in APPLICATION.items() if name != "kind"}
    wish = {"connector": "granary", "name": "Second", "auth": {"kind": "oauth2"}}
    assert dance.browser.post(LIST, wish).status_code == 400
    settings.OAUTH_APPS = {"granary": own}

    made = dance.browser.post(LIST, wish)
    dance.connection = Connection.objects.get(pk=made.json()["id"])

    assert dance.sign_in().startswith("/?login=login_works")
    assert dance.secrets.keys() == {"access_token", "refresh_token"}


def test_a_new_secret_of_the_same_application_keeps_the_login(dance: Dance) -> None:
    dance.sign_in()
    token = dance.secrets["access_token"]

    told = dance.ask("reconnect", auth=APPLICATION | {"client_secret": "fresh"})

    assert told["ok"]
    assert (dance.secrets["access_token"], dance.secrets["client_secret"]) == (token, "fresh")


def test_another_application_asks_to_sign_in_again(dance: Dance) -> None:
    dance.sign_in()

    told = dance.ask("reconnect", auth=APPLICATION | {"client_id": "other"})

    assert (told["ok"], told["code"], told["remedy"]) == (False, "login_not_done", "reconnect")
    assert dance.connection.status == "needs_login"
    assert "access_token" not in dance.secrets


def test_a_link_on_another_site_cannot_ask_for_another_account(dance: Dance) -> None:
    path = f"/api/v1/oauth/authorize/{dance.connection.pk}?other_account=true"

    answer = dance.browser.get(path, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer.json()["code"]) == (403, "oauth_state_foreign")
