"""A poll that fails tells no more of what the service said than may be kept."""

import asyncio
from typing import Any

import orjson
import pytest

from connectors import sdk
from connectors.sdk.errors import ConnectorError, CredentialsRejected, InputRejected, PlanLimit
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.triggers.models import Source
from tests.engine.jobs.completeness.scene import checked
from tests.engine.triggers.stand import (
    Heard,
    OneAccount,
    a_poller,
    a_source,
    poll_until_idle,
)
from tests.factories import a_workspace

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "+79161234567"
ANSWER = orjson.dumps({"contact": {"phone": PHONE}, "why": f"{PHONE} is blocked"}).decode()
MASKED = orjson.dumps({"contact": {"phone": "•••"}, "why": "••• is blocked"}).decode()


@pytest.fixture
def home() -> Workspace:
    """A workspace that hides phones."""
    home = a_workspace()
    home.masked_fields = ["phone"]
    home.save(update_fields=["masked_fields"])
    return home


def the_source(home: Workspace, *, is_confidential: bool = False) -> Source:
    """Return the source of a bundle."""
    about = {"trigger_kind": "polling", "is_confidential": is_confidential}
    bundle = Bundle.objects.create(workspace=home, name="Leads", **about)
    login = Connection.objects.create(workspace=home, connector="http", name="api", kind="none")
    Connection.objects.filter(pk=login.pk).update(updated_at=login.created_at)
    return a_source(home, bundle_id=bundle.pk, connection_id=login.pk)


def refusing(kind: type[ConnectorError], answer: str = ANSWER) -> OneAccount:
    """Return a service that refuses and says why."""

    async def poll(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
        raise kind(f"No list for {PHONE}", answer=answer)

    return OneAccount(poll)


def polled(source: Source, service: OneAccount, heard: Heard | None = None) -> dict[str, Any]:
    """Let the source be asked; returns what it remembers of the failure."""

    async def turns() -> None:
        async with a_poller(service, heard=heard) as poller:
            await poll_until_idle(poller)

    asyncio.run(turns())
    source.refresh_from_db()
    return source.last_error or {}


def test_a_masked_field_is_hidden_wherever_the_failure_is_told(home: Workspace) -> None:
    source = the_source(home)

    error = polled(source, refusing(InputRejected))

    row = Entry.objects.get(bundle_id=source.pk)
    assert (error["answer"], error["message"]) == (MASKED, "No list for •••")
    assert row.error == error == (source.streak or {})["error"]


def test_an_answer_cut_within_its_fields_is_hidden_as_a_whole(home: Workspace) -> None:
    error = polled(the_source(home), refusing(InputRejected, ANSWER[:-20]))

    assert error["answer"] == "•••"


def test_what_no_rule_meets_is_told_as_it_is(home: Workspace) -> None:
    error = polled(the_source(home), refusing(InputRejected, '{"why":"no such list"}'))

    assert error["answer"] == '{"why":"no such list"}'


def test_of_a_confidential_bundle_only_our_own_words_are_kept(home: Workspace) -> None:
    source = the_source(home, is_confidential=True)

    error = polled(source, refusing(InputRejected))

    assert error == {"code": "input_rejected", "remedy": "fix", "service": "model"}
    assert Entry.objects.get(bundle_id=source.pk).error == error


def test_a_connection_that_is_signed_out_remembers_no_more(home: Workspace) -> None:
    source = the_source(home)

    polled(source, refusing(CredentialsRejected))

    login = Connection.objects.get(pk=str(source.connection_id))
    assert (login.status, (login.status_detail or {})["answer"]) == ("needs_login", MASKED)


def test_whoever_stops_the_bundle_hears_no_more(home: Workspace) -> None:
    heard = Heard()

    polled(the_source(home), refusing(PlanLimit), heard)

    assert [one["answer"] for one in heard.told] == [MASKED]


def test_a_check_of_completeness_reports_no_more(home: Workspace) -> None:
    source = the_source(home)
    Source.objects.filter(pk=source.pk).update(due_at=None, since=now())

    report = checked(source, refusing(InputRejected))

    assert (report["error"]["answer"], report["error"]["message"]) == (MASKED, "No list for •••")
