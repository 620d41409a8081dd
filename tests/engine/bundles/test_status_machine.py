"""Any sequence of moves by people and by the system keeps to the one table of moves."""

import json
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from engine.bundles import services
from engine.bundles.errors import BundleHasMoved, InTrash, MoveIsNotAllowed
from engine.bundles.models import Bundle
from engine.health.ladder import GRACE
from engine.health.models import Penalty
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.services import enqueue
from engine.runs.claim import LANES
from tests.engine.bundles.conftest import House, a_house, fresh

# Written down once more, so that a change of the table has to be meant.
PERSON = {
    "paused": {"running", "migration", "deleted"},
    "running": {"paused", "migration", "deleted"},
    "migration": {"paused", "deleted"},
    "blocked": {"running", "paused", "deleted"},
    "deleted": {"paused"},
}
SYSTEM = {
    "running": {"paused", "blocked"},
    "migration": {"running", "paused", "blocked"},
}
REFUSALS = (BundleHasMoved, InTrash, MoveIsNotAllowed)
AT_WORK = ("running", "migration")


class Life(RuleBasedStateMachine):
    """One bundle, what its status should be, and how many moves it has made."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.house: House = a_house()
        self.subject = self.house.a_published_bundle()
        self.old_page = fresh(self.subject)
        self.clock = now()
        self.status = "paused"
        self.moves = self._rows()

    def teardown(self) -> None:
        """Leave nothing to the next example."""
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def person(self, to: str, deed: Callable[[Bundle], Any], *, seen: Bundle | None = None) -> None:
        """Let a person try a move; one that the table forbids changes nothing."""
        page = seen or fresh(self.subject)
        is_move = page.status == self.status != to and to in PERSON[self.status]
        try:
            deed(page)
        except REFUSALS:
            assert not is_move
        else:
            self._went(to if is_move else self.status)

    def system(self, to: str, deed: Callable[[], Any]) -> None:
        """Let the system try a move; what it says it did is what happened."""
        is_move = to in SYSTEM.get(self.status, ())
        assert bool(deed()) == is_move
        self._went(to if is_move else self.status)

    def _went(self, to: str) -> None:
        self.moves += to != self.status
        self.status = to

    @rule(waiting=st.sampled_from(["process", "drop"]))
    def start(self, waiting: Any) -> None:
        """Somebody starts it."""
        if self.status != "deleted":
            Bundle.objects.filter(pk=self.subject.pk).update(run_until=None)
        self.person("running", lambda page: services.start(page, self.house.owner, waiting=waiting))

    @rule()
    def pause(self) -> None:
        """Somebody pauses it; out of the trash it comes by another way."""
        to = "deleted" if self.status == "deleted" else "paused"
        self.person(to, lambda page: services.pause(page, self.house.owner))

    @rule()
    def trash(self) -> None:
        """Somebody puts it into the trash."""
        self.person("deleted", lambda page: services.trash(page, self.house.owner))

    @rule()
    def restore(self) -> None:
        """Somebody takes it out of the trash; nothing happens outside of it."""
        to = "paused" if self.status == "deleted" else self.status
        self.person(to, lambda page: services.restore(page, self.house.owner))

    @rule()
    def begin_migration(self) -> None:
        """Somebody begins a mass import."""
        self.person("migration", lambda page: services.begin_migration(page, self.house.owner))

    @rule()
    def look(self) -> None:
        """Somebody opens the page, and will act on it later."""
        self.old_page = fresh(self.subject)

    @rule(deed=st.sampled_from([services.pause, services.trash, services.start]))
    def act_on_an_old_page(self, deed: Callable[..., Bundle]) -> None:
        """Somebody acts on what was true once; it is refused unless it is true still."""
        to = {services.pause: "paused", services.trash: "deleted", services.start: "running"}[deed]
        if self.status == "deleted":
            to = "deleted"
        self.person(to, lambda page: deed(page, self.house.owner), seen=copy(self.old_page))

    @rule(resumes=st.booleans())
    def end_migration(self, resumes: bool) -> None:
        """The mass import is over."""
        to = ("running" if resumes else "paused") if self.status == "migration" else self.status
        self.system(to, lambda: services.end_migration(self.subject.pk, resumes=resumes))

    @rule()
    def reach_the_end_time(self) -> None:
        """The end time comes while the bundle may run."""
        self.clock += timedelta(hours=1)
        Bundle.objects.filter(pk=self.subject.pk).update(run_until=self.clock)
        assert services.stop_expired(self.clock - timedelta(seconds=1)) == 0
        to = "paused" if self.status == "running" else self.status
        self.system(to, lambda: services.stop_expired(self.clock))

    @rule()
    def get_twenty_points(self) -> None:
        """A service stays silent for too long."""
        Penalty.objects.update_or_create(
            pk=self.subject.pk,
            defaults={
                "points": 20,
                "polls": False,
                "struck_at": self.clock,
                "full_since": self.clock,
            },
        )
        assert services.block_silent(self.clock) == 0
        self.system("blocked", lambda: services.block_silent(self.clock + GRACE))

    @rule()
    def reach_the_plan_limit(self) -> None:
        """A service says that the plan allows no more."""
        self.system("blocked", lambda: services.block(self.subject.pk, "plan_limit_reached", {}))

    @rule()
    def get_an_event(self) -> None:
        """Something comes in and waits its turn."""
        enqueue(self.subject, {}, mode="live")

    @invariant()
    def the_status_is_what_the_table_says(self) -> None:
        assert fresh(self.subject).status == self.status

    @invariant()
    def every_move_has_exactly_one_row(self) -> None:
        assert self._rows() == self.moves

    @invariant()
    def blocked_says_why_and_running_has_nothing_to_explain(self) -> None:
        reason = fresh(self.subject).status_reason
        assert reason is not None if self.status == "blocked" else True
        assert reason is None if self.status == "running" else True

    @invariant()
    def only_the_trash_has_a_date(self) -> None:
        assert (fresh(self.subject).deleted_at is not None) == (self.status == "deleted")

    @invariant()
    def what_stands_still_is_never_claimed(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LANES)
            lanes = {bundle_id for _, bundle_id, _ in cursor.fetchall()}
        assert self.status in AT_WORK or str(self.subject.pk) not in lanes

    def _rows(self) -> int:
        rows = Entry.objects.filter(kind="system", bundle_id=self.subject.pk)
        told = [json.loads(row) for row in rows.values_list("details", flat=True)]
        return sum(row["code"] not in ("bundle_created", "bundle_published") for row in told)


@pytest.mark.django_db
def test_no_sequence_of_moves_leaves_the_table() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )
