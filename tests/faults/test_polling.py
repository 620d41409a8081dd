"""Polls and schedules under faults: each new row and each slot becomes one run, whoever dies."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.config.local_run import ROOT
from engine.launch.services import Roles
from tests.faults.history import RECOVERY_S
from tests.faults.stage import Stage
from tests.faults.target import Talk
from tests.faults.test_workers import another_worker
from tests.installation import Flow, Installation, until

ROWS = 200
MINUTES = 10
LIST, DONE = "/list", "/done"
POLLED = "SELECT count(*) FROM triggers_source WHERE bundle_id = %s AND polled_at IS NOT NULL"
PUT_BACK = """
UPDATE triggers_source SET due_at = now(), is_held = false, lease = lease + 1,
    since = now() - interval '1 day', seen_to = now() - %s * interval '1 minute'
WHERE bundle_id = %s RETURNING 1
"""
DUE = "UPDATE triggers_source SET due_at = now() WHERE bundle_id = %s RETURNING 1"


@dataclass
class Listing:
    """A list at the target that a bundle polls; `mishaps` befall its readers, one each."""

    stage: Stage
    rows: list[dict[str, Any]] = field(default_factory=list)
    mishaps: int = 0
    flow: Flow | None = None

    def open(self) -> Flow:
        """Start a bundle that polls the list, and wait until it has looked once."""
        product, target = self.stage.product, self.stage.target
        wanted = {"connector": "http", "name": "List", "auth": {"kind": "none"}}
        connection = product.call("POST", "/connections", wanted)
        fields = {"url": target.url(LIST, self.play), "items_path": "rows"}
        trigger = {"connection": connection["id"], "event": "new_items", "fields": fields}
        self.flow = product.flow([sending(self.stage)], trigger=trigger)
        self.until_polled(self.flow)
        return self.flow

    def until_polled(self, flow: Flow) -> None:
        """Wait until the bundle's source has been read."""
        product = self.stage.product
        until(lambda: product.ask(POLLED, flow.id), within_s=RECOVERY_S, what="a poll")

    async def play(self, talk: Talk) -> None:
        """Answer with the list, unless the reader is to die before it has it."""
        if self.mishaps and self.rows:
            self.mishaps -= 1
            self.stage.product.kill(*self.stage.product.at_work("drainer"))
        await talk.answer(body=json.dumps({"rows": self.rows}).encode())

    def effects(self) -> Counter[int]:
        """Count what the bundle did for each row."""
        return Counter(one.body["n"] for one in self.stage.target.of(DONE))


def sending(stage: Stage) -> dict[str, Any]:
    """Return a step that tells the target which row it was."""
    body = {"n": "{{ trigger.id }}"}
    fields = {"method": "POST", "url": stage.target.url(DONE), "body": body}
    return {
        "id": "send",
        "kind": "action",
        "connector": "http",
        "action": "request",
        "fields": fields,
    }


@pytest.fixture
def listing(stage: Stage) -> Listing:
    """A list that is empty yet, and a bundle that polls it."""
    found = Listing(stage)
    found.open()
    return found


def test_a_worker_killed_between_page_and_commit_loses_and_doubles_nothing(
    listing: Listing,
) -> None:
    flow, product = listing.flow, listing.stage.product
    assert flow is not None
    listing.mishaps = 2
    listing.rows = [{"id": number} for number in range(ROWS)]

    product.call("POST", f"/bundles/{flow.id}/run", {})
    until(lambda: len(listing.effects()) == ROWS, within_s=60, what="all rows")
    until(lambda: not product.unfinished(flow), within_s=RECOVERY_S, what="the end of all runs")

    assert set(listing.effects().values()) == {1}
    assert listing.mishaps == 0


def test_two_workers_poll_one_list_and_double_nothing(listing: Listing) -> None:
    flow, product = listing.flow, listing.stage.product
    assert flow is not None
    with another_worker(product):
        for start in range(0, ROWS, 20):
            listing.rows += [{"id": number} for number in range(start, start + 20)]
            product.ask(DUE, flow.id)
            product.call("POST", f"/bundles/{flow.id}/run", {})
        product.call("POST", f"/bundles/{flow.id}/run", {})
        until(lambda: len(listing.effects()) == ROWS, within_s=60, what="all rows")

    assert set(listing.effects().values()) == {1}


def test_each_slot_fires_once_under_two_beats_and_two_workers(stage: Stage) -> None:
    product = stage.product
    schedule = {"every": 60, "missed": "all"}
    trigger = {"connection": None, "event": None, "schedule": schedule}
    with another_worker(product), another_beat(product):
        flow = product.flow([sending(stage)], trigger=trigger)
        for _ in range(3):
            product.ask(PUT_BACK, MINUTES, flow.id)
        until(lambda: product.finished(flow) >= MINUTES, within_s=60, what="all slots")

    slots = [row["key"] for row in product.journal(flow)]
    assert len(set(slots)) == len(slots)
    assert len(slots) in range(MINUTES, MINUTES + 3)


def test_a_dead_beat_keeps_no_source_waiting(listing: Listing) -> None:
    flow, product = listing.flow, listing.stage.product
    assert flow is not None
    listing.rows = [{"id": 1}]

    product.kill(*product.at_work("beat"))
    product.ask(DUE, flow.id)

    until(lambda: listing.effects() == {1: 1}, within_s=RECOVERY_S, what="the poll")


@contextmanager
def another_beat(product: Installation) -> Iterator[None]:
    """Run a second scheduler beside the product's own."""
    program = Roles({}, 2).beat().prepare()
    with subprocess.Popen(
        [str(word) for word in program.command],
        cwd=ROOT,
        env={**product.environment, **program.env},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.kill()
