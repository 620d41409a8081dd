"""A service that says back the secret it was called with: later steps get it, the journal not."""

import asyncio
from typing import Any

import orjson
import pytest

from engine.bundles.models import Bundle
from engine.connections import vault
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue import services as queue
from engine.queue.models import Checkpoint, Run
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step, story

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "canary-of-a-key-7f3a"
JSON = ["Content-Type: application/json"]
REST = {"id": "rest", "kind": "delay", "for": "PT1H"}
RELAY = {"body": "{{ told.body.you_said }}"}


@pytest.fixture
def login() -> Connection:
    """Return a login with a long key."""
    hook = a_hook()
    made = Connection.objects.create(
        workspace=hook.workspace, connector="http", name="api", kind="api_key"
    )
    made.secrets = vault.installed().seal({"value": SECRET}, made.pk)
    made.save()
    return made


async def parrot(request: Asked, writer: asyncio.StreamWriter) -> None:
    """Say back what came in the header for the login."""
    said = request.headers.get("authorization", "nothing")
    writer.write(answer(b'{"you_said":"%b","n":7}' % said.encode(), headers=JSON))


def told(login: Connection, *rests: dict[str, Any], deed: Any = None) -> tuple[list[Asked], Bundle]:
    """Have the parrot asked as the login, then told by the next step what it said."""
    hook = a_hook(login.workspace)

    async def scene() -> tuple[list[Asked], Bundle]:
        async with service(parrot) as target:
            ask = {**send_step(target.url(), "told"), "connection": str(login.pk)}
            del ask["connector"]
            steps = [ask, *rests, send_step(target.url(), "relay", **RELAY)]
            bundle: Bundle = await aside(a_running_bundle, hook, steps)
            await aside(a_run, bundle, {"body": {}})
            await drain()
            if deed:
                await aside(deed, bundle)
                await drain()
            return target.asked, bundle

    return asyncio.run(scene())


def test_the_next_step_gets_it_and_the_journal_does_not(login: Connection) -> None:
    asked, bundle = told(login)

    assert asked[1].body.decode() == f'"Bearer {SECRET}"'
    row = the_row(bundle)
    assert SECRET not in row.details
    first, second = story(row)["steps"]
    assert first["output"]["body"] == {"you_said": "Bearer ***", "n": 7}
    assert second["input"]["body"] == "Bearer ***"
    assert story(row)["masked"] is True


def test_a_run_that_rested_still_keeps_it_to_itself(login: Connection) -> None:
    asked, bundle = told(login, REST, deed=make_due)

    assert asked[1].body.decode() == f'"Bearer {SECRET}"'
    assert the_row(bundle).status == "succeeded"
    assert SECRET not in the_row(bundle).details


def test_a_run_that_is_dropped_before_its_end_tells_nothing(login: Connection) -> None:
    _, bundle = told(login, REST, deed=drop)

    assert the_row(bundle).status == "cancelled"
    assert "Bearer ***" in the_row(bundle).details
    assert SECRET not in the_row(bundle).details


def test_a_short_word_is_no_secret_among_data(login: Connection) -> None:
    login.secrets = vault.installed().seal({"value": "test"}, login.pk)
    login.save()

    _, bundle = told(login)

    row = the_row(bundle)
    assert story(row)["steps"][0]["output"]["body"]["you_said"] == "Bearer test"
    assert "masked" not in story(row)


def the_row(bundle: Bundle) -> Entry:
    """Return the bundle's only run in the journal."""
    return Entry.objects.get(bundle_id=bundle.pk, kind="run")


def make_due(bundle: Bundle) -> None:
    """Let the rest of the bundle's run be over."""
    run = Run.objects.get(bundle_id=bundle.pk)
    over = {"id": "rest", "kind": "delay", "output": {"until": now().isoformat()}}
    state = orjson.dumps({**over, "status": "waiting"}).decode()
    Checkpoint.objects.filter(run_id=run.pk, path="rest").update(state=state)
    Run.objects.filter(pk=run.pk).update(due_at=now())


def drop(bundle: Bundle) -> None:
    """Move what waits to the journal as cancelled."""
    queue.drop(bundle.pk, "Анна")
