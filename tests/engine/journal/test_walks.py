"""The walks of the journal's indexes find what the ORM finds, whatever the filters."""

import random
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, Group
from engine.connections.models import Connection
from engine.journal.finding.cursors import At, Place
from engine.journal.finding.filters import selected, wanted
from engine.journal.finding.latest import last_runs, newest_runs
from engine.journal.finding.places import FEW, TooMuchToLookThrough, count, patient, places
from engine.journal.finding.wanted import Wanted
from engine.journal.models import Entry
from engine.journal.services import note
from engine.journal.telling.sums import Place as Called
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.journal.rows import a_run
from tests.factories import a_workspace

pytestmark = pytest.mark.django_db

ROWS = 60
WEEK_H = 7 * 24  # what lies further back may have no partition, on a Monday
STATUSES = ("succeeded", "succeeded", "failed", "filtered", "held", "duplicate", "cancelled")
MODES = ("live", "live", "manual", "resend")


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def things(workspace: Workspace) -> dict[str, Any]:
    """Make three bundles, two services, and rows of all sorts over a week."""
    group = Group.objects.create(workspace=workspace, name="g")
    hook, mail = (
        Connection.objects.create(workspace=workspace, connector=slug, name="x", kind="none")
        for slug in ("http", "email")
    )
    bundles = [
        Bundle.objects.create(workspace=workspace, name=f"{n}", group=group if n else None)
        for n in range(3)
    ]
    calls = [Called("http", hook.pk), Called("email", mail.pk), Called("http", None)]
    chance = random.Random(5)
    for _ in range(ROWS):
        a_run(
            workspace,
            ago=timedelta(hours=chance.randrange(WEEK_H)),
            bundle_id=chance.choice(bundles).pk,
            connection_id=chance.choice([hook.pk, None, None]),
            called=chance.sample(calls, chance.randrange(3)),
            status=chance.choice(STATUSES),
            mode=chance.choice(MODES),
        )
    note(workspace.id, code="bundle_paused", bundle_id=bundles[1].pk)
    note(workspace.id, code="no_new_data", kind="empty", bundle_id=bundles[0].pk)
    a_run(workspace, mode="alert", status="failed")
    a_run(a_workspace())
    return {"group": group.pk, "connection": hook.pk, "bundle": bundles[0].pk}


FILTERS: Sequence[dict[str, Any]] = [
    {},
    {"events": "errors"},
    {"events": "system"},
    {"events": "data", "mode": "live"},
    {"status": "held"},
    {"mode": "alert"},
    {"mode": "manual"},
    {"mode": "manual", "events": "errors"},
    {"mode": "resend", "bundle": True},
    {"bundle": True},
    {"bundle": True, "mode": "live"},
    {"group": True},
    {"group": None, "events": "data"},
    {"connection": True},
    {"connection": True, "events": "errors"},
    {"connection": True, "group": True},
    {"connection": True, "group": True, "mode": "manual"},
    {"connection": True, "mode": "live"},
    {"connector": "http"},
    {"connector": "http", "status": "filtered"},
    {"connector": "email", "bundle": True, "mode": "live"},
    {"connector": "email", "mode": "manual"},
    {"connector": "email", "connection": True},
    {"connector": "email", "connection": True, "mode": "live"},
    {"period": "last_7_days"},
    {"time_from": time(9), "time_to": time(15)},
    {"time_from": time(21), "time_to": time(4, 30), "group": True},
    {"connection": True, "time_from": time(21), "time_to": time(4, 30)},
]


def asked(one: dict[str, Any], things: dict[str, Any]) -> dict[str, Any]:
    return {name: things[name] if value is True else value for name, value in one.items()}


def walked(wished: Wanted, place: Place | None = None) -> list[At]:
    found: list[At] = []
    while page := places(wished, 4, behind=place):
        found += page
        place = Place(*page[-1], newer=place is not None and place.newer)
    return found


@pytest.mark.parametrize("one", FILTERS, ids=str)
@pytest.mark.parametrize("bundles", [0, FEW], ids=["each", "picked"])
def test_pages_hold_each_row_that_passes_once_in_order(
    workspace: Workspace, things: dict[str, Any], one: dict[str, Any], bundles: int
) -> None:
    for n in range(bundles):
        Bundle.objects.create(workspace=workspace, name=f"{n}", group_id=things["group"])
    moment, filters = now(), asked(one, things)
    wished = wanted(workspace, filters, moment)

    expected = list(
        selected(workspace, filters, moment).newest_first().values_list("finished_at", "id")
    )

    assert expected
    assert walked(wished) == expected
    beginning = Place(wished.whole.start, UUID(int=0), newer=True)
    assert walked(wished, beginning) == expected[::-1]
    assert count(wished, 1000) == len(expected)
    assert count(wished, 1) == 1


def test_a_walk_that_takes_too_long_is_refused_in_words(db: None) -> None:
    with pytest.raises(TooMuchToLookThrough), patient(20) as cursor:
        cursor.execute("SELECT pg_sleep(60)")

    with patient(None) as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_the_last_runs_of_bundles_are_found_by_a_few_steps(
    workspace: Workspace, things: dict[str, Any]
) -> None:
    since = now() - timedelta(days=20)
    mine = Entry.objects.filter(bundle_id=things["bundle"], kind="run")
    newest = mine.exclude(status="duplicate").newest_first()

    assert last_runs([things["bundle"], new_id()], since) == {
        things["bundle"]: mine.newest_first()[0].finished_at
    }
    assert list(newest_runs(workspace, things["bundle"], now(), most=5)) == list(newest[:5])
