"""What a service says when it refuses a call is kept no fuller beside the run than in its row."""

import asyncio
from typing import Any

import orjson
import pytest

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.queue.models import Checkpoint, Run
from tests.connectors.loopback import answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "+79161234567"
IN_FIELD = b'{"phone":"+79161234567"}'
IN_WORDS = b"nobody answers at +7 916 123-45-67"
IN_ORDER = {"order": {"key": "one", "on_failure": "hold"}}


@pytest.fixture
def login() -> Connection:
    """Return a login of a workspace that hides phones."""
    hook = a_hook()
    Workspace.objects.filter(pk=hook.workspace_id).update(masked_fields=["phone"])
    return Connection.objects.create(
        workspace=hook.workspace, connector="http", name="api", kind="none"
    )


def was_refused(login: Connection, status: str, body: bytes, **trigger: Any) -> Run:
    """Let a person's event come to a service that answers like this, and return its run."""
    hook = a_hook(login.workspace)

    async def scene() -> Bundle:
        async with service(answer(body, status=status)) as target:
            step = {**send_step(target.url()), "connection": str(login.pk)}
            del step["connector"]
            bundle: Bundle = await aside(a_running_bundle, hook, [step], **trigger)
            key = "one" if trigger else None
            await aside(a_run, bundle, {"body": {"phone": PHONE}}, order_key=key)
            await drain()
            return bundle

    return Run.objects.get(bundle_id=asyncio.run(scene()).pk)


@pytest.mark.parametrize(
    ("status", "trigger", "fate"),
    [
        ("503 Service Unavailable", {}, "waiting"),
        ("401 Unauthorized", {}, "held"),
        ("422 Unprocessable Entity", IN_ORDER, "held"),
    ],
)
@pytest.mark.parametrize(
    ("body", "kept"), [(IN_FIELD, '{"phone":"•••"}'), (IN_WORDS, "nobody answers at +•••")]
)
def test_a_run_that_goes_on_later_says_nothing_hidden(
    login: Connection, status: str, trigger: dict[str, Any], fate: str, body: bytes, kept: str
) -> None:
    run = was_refused(login, status, body, **trigger)

    assert (run.status, (run.error or {})["answer"]) == (fate, kept)


@pytest.mark.parametrize(
    ("body", "kept"), [(IN_FIELD, '{"phone":"•••"}'), (IN_WORDS, "nobody answers at +•••")]
)
def test_a_login_that_is_refused_remembers_no_masked_value(
    login: Connection, body: bytes, kept: str
) -> None:
    was_refused(login, "401 Unauthorized", body)

    login.refresh_from_db()
    assert (login.status_detail or {})["answer"] == kept


def test_the_run_itself_keeps_what_it_goes_on_with(login: Connection) -> None:
    run = was_refused(login, "503 Service Unavailable", IN_WORDS)

    state = orjson.loads(Checkpoint.objects.get(run_id=run.pk).state)
    assert state["error"]["answer"] == IN_WORDS.decode()


def test_without_rules_the_answer_is_kept_as_it_was(login: Connection) -> None:
    Workspace.objects.filter(pk=login.workspace_id).update(masked_fields=[])

    run = was_refused(login, "503 Service Unavailable", IN_WORDS)

    assert (run.error or {})["answer"] == IN_WORDS.decode()
