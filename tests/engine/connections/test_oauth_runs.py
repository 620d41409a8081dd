"""Runs of bundles whose service signs in by OAuth: through a worker, against a real provider."""

import asyncio
from typing import Any

import pytest

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.queue.models import Run
from tests.engine.connections.dance import Dance
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    a_worker,
    aside,
    drain,
    story,
    the_entry,
)
from tests.oauth_provider.provider import Provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dance(granary: Provider, workspace: Workspace) -> Dance:
    one = Dance(granary, workspace)
    one.sign_in()
    one.forget_refreshes()
    return one


def a_bundle(dance: Dance, action: str) -> Bundle:
    step = {
        "id": "use",
        "kind": "action",
        "connection": str(dance.connection.pk),
        "action": action,
        "fields": {},
    }
    return a_running_bundle(a_hook(dance.workspace), [step])


def work(dance: Dance) -> None:
    asyncio.run(drain(service_urls={"granary": dance.granary.url}))


def the_step(bundle: Bundle) -> dict[str, Any]:
    (step,) = story(the_entry(bundle))["steps"]
    return dict(step)


def test_a_token_that_ends_under_way_costs_no_attempt(dance: Dance) -> None:
    bundle = a_bundle(dance, "store")
    a_run(bundle)
    dance.granary.expire()

    work(dance)

    step = the_step(bundle)
    assert (step["output"], len(step["attempts"])) == ({"stored": True}, 1)
    assert dance.refreshes == [200]


def test_many_runs_share_one_refresh(dance: Dance) -> None:
    bundle = a_bundle(dance, "store")
    for _ in range(20):
        a_run(bundle)
    dance.granary.expire()

    work(dance)

    assert not Run.objects.filter(bundle_id=bundle.pk).exists()
    assert dance.refreshes == [200]


def test_actions_are_given_what_was_read_of_the_account(dance: Dance) -> None:
    bundle = a_bundle(dance, "look")
    a_run(bundle)

    work(dance)

    assert the_step(bundle)["output"] == {"name": "anna", "shelves": ["rye", "oats"]}


def test_a_revoked_login_holds_runs_until_somebody_signs_in(dance: Dance) -> None:
    bundle = a_bundle(dance, "store")
    run = a_run(bundle)
    dance.granary.revoke()

    work(dance)
    run.refresh_from_db()
    assert (run.status, run.connection_id) == (Run.Status.HELD, dance.connection.pk)
    assert dance.sign_in().startswith("/?login=login_works")
    work(dance)

    entry = the_entry(bundle)
    assert entry.status == "succeeded"
    assert the_step(bundle)["output"] == {"stored": True}


def test_a_token_endpoint_that_is_ill_is_tried_again_later(dance: Dance) -> None:
    run = a_run(a_bundle(dance, "store"))
    dance.granary.expire()
    dance.granary.plan(status=503)

    work(dance)

    run.refresh_from_db()
    assert (run.status, run.due_at is not None) == (Run.Status.WAITING, True)
    dance.connection.refresh_from_db()
    assert dance.connection.status == "works"


def test_a_worker_does_not_rest_before_new_tokens_are_saved(dance: Dance) -> None:
    a_run(a_bundle(dance, "store"))
    before = dance.secrets["access_token"]
    dance.make_due()
    dance.granary.plan(after_s=1.0)

    async def one_drain() -> str:
        async with a_worker(service_urls={"granary": dance.granary.url}) as worker:
            await worker.drain(lambda: False, lambda: None)
            saved: str = (await aside(lambda: dance.secrets))["access_token"]
            return saved

    assert asyncio.run(one_drain()) != before
