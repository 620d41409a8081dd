"""Completeness over HTTP, and carried out by a whole worker before a real service."""

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from engine.accounts.models import Role, Workspace
from engine.bundles import services
from engine.bundles.models import Bundle
from engine.jobs.models import Job
from engine.kernel.clock import now
from engine.triggers.models import Source
from engine.triggers.services import Start
from tests.connectors.loopback import Asked, answer, service
from tests.engine.bundles.conftest import House, a_house
from tests.engine.jobs.completeness.scene import LONG_AGO, a_polling_bundle, answered, ask
from tests.engine.machine import aside, drain
from tests.factories import a_client, a_workspace

DAYS = {"from": "2026-03-01", "to": "2026-03-01"}


@pytest.fixture
def home(db: None) -> Workspace:
    return a_workspace()


@pytest.fixture
def source(home: Workspace) -> Source:
    return a_polling_bundle(workspace=home)


def asked(home: Workspace, bundle_id: Any, body: Any = None, **who: Any) -> Any:
    """Ask for a check over HTTP."""
    address = f"/api/v1/bundles/{bundle_id}/completeness"
    return a_client(home, **who).post(address, DAYS if body is None else body, format="json")


def test_an_operator_asks_for_a_check_and_gets_its_job(home: Workspace, source: Source) -> None:
    answer = asked(home, source.pk, role=Role.OPERATOR)

    told = answer.json()
    assert (answer.status_code, told["kind"], told["state"]) == (202, "check", "waiting")
    assert (told["bundle"], told["total"], told["done"]) == (str(source.pk), 1, 0)
    assert (told["mode"], told["report"]) == (None, None)


def test_a_viewer_asks_for_none(home: Workspace, source: Source) -> None:
    assert asked(home, source.pk, role=Role.VIEWER).status_code == 403


def test_one_check_of_a_bundle_is_under_way_at_a_time(home: Workspace, source: Source) -> None:
    asked(home, source.pk)

    answer = asked(home, source.pk)

    assert (answer.status_code, answer.json()["code"]) == (409, "check_under_way")


@pytest.mark.parametrize(
    ("first", "last", "path", "code"),
    [
        ("2026-03-02", "2026-03-01", "/to", "dates_reversed"),
        ("2024-03-02", "2026-03-01", "/to", "too_many_days"),
        ("2999-01-01", "2999-01-02", "/from", "period_not_begun"),
        ("soon", "2026-03-01", "/from", "invalid"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    home: Workspace, source: Source, first: str, last: str, path: str, code: str
) -> None:
    answer = asked(home, source.pk, {"from": first, "to": last})

    told = [(one["path"], one["code"]) for one in answer.json()["errors"]]
    assert (answer.status_code, told) == (400, [(path, code)])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"trigger_kind": "webhook"}, "not_a_polling_bundle"),
        ({"trigger_kind": "polling"}, "bundle_not_started"),
        ({"status": "deleted", "deleted_at": now()}, "bundle_in_trash"),
    ],
)
def test_what_reads_no_list_has_nothing_to_be_checked(
    home: Workspace, fields: dict[str, Any], code: str
) -> None:
    bundle = Bundle.objects.create(workspace=home, name="Leads", **fields)

    answer = asked(home, bundle.pk)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.django_db(transaction=True)
def test_a_worker_asks_a_real_service_and_the_report_is_served() -> None:
    house, shelf = a_house(), Shelf([1])

    job = asyncio.run(_told(house, shelf))

    report = answered(job)
    assert (report["source"], report["delivered"], report["missing_count"]) == (2, 1, 1)
    told = a_client(house.workspace).get(f"/api/v1/jobs/{job.pk}").json()
    assert (told["state"], told["done"], told["report"]["missing"][0]["id"]) == ("done", 1, "2")


@dataclass
class Shelf:
    """A service that lists its rows, and takes whatever it is sent."""

    rows: list[int]

    async def play(self, request: Asked, writer: asyncio.StreamWriter) -> None:
        rows = [{"id": n, "at": "2026-03-01T10:00:00Z"} for n in self.rows]
        writer.write(answer(orjson.dumps(rows) if request.method == "GET" else b"{}"))
        await writer.drain()


async def _told(house: House, shelf: Shelf) -> Job:
    """Let a bundle read one row, rest, and be asked about two."""
    async with service(shelf.play) as running:
        source = await aside(_started, house, running.url())
        await drain()
        await aside(Source.objects.update, due_at=None)
        shelf.rows = [1, 2]
        job: Job = await aside(ask, source)
        await drain()
        return job


def _started(house: House, url: str) -> Source:
    trigger = {"connection": str(house.target.pk), "event": "new_items"}
    fields = {"url": url, "time_path": "at"}
    step = house.sending(fields={"url": url, "method": "POST"})
    definition = {"trigger": {**trigger, "fields": fields}, "steps": [step]}
    bundle = house.a_published_bundle(definition)
    services.start(bundle, house.owner, since=Start(LONG_AGO))
    return Source.objects.get(pk=bundle.pk)
