"""Whoever resends, whenever, and whatever dies: one attempt at an event is on its way at a time."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from engine.accounts.models import Workspace
from engine.jobs import states
from engine.jobs.models import Job, Result
from engine.jobs.work import work_off
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import Checkpoint, Run
from tests.engine.jobs.conftest import Failing
from tests.engine.jobs.scenes import ANNA, a_turn, begin, results
from tests.installation import until

pytestmark = pytest.mark.django_db(transaction=True)

WAITED_FOR = """
SELECT EXISTS (SELECT FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
"""


def beside(deed: Callable[[], Any]) -> threading.Thread:
    """Begin a deed on a line to the database of its own."""

    def doing() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=doing)
    thread.start()
    return thread


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITED_FOR)
        return bool(cursor.fetchone()[0])


def live_attempts() -> Counter[UUID | None]:
    return Counter(Run.objects.values_list("resend_of", flat=True))


def test_two_people_who_resend_the_same_rows_at_once_resend_them_once(
    home: Workspace, failed: Failing
) -> None:
    rows = {failed().id for _ in range(40)}
    meet = threading.Barrier(2)

    def one() -> None:
        begin(home)
        meet.wait()
        for _ in range(10):
            Job.objects.filter(next_at__isnull=False).update(next_at=now())
            work_off()

    for thread in [beside(one), beside(one)]:
        thread.join()

    assert live_attempts() == dict.fromkeys(rows, 1)
    told = Counter(Result.objects.values_list("status", "error__code"))
    assert told == {("running", None): 40, ("skipped", "resend_on_its_way"): 40}


def test_two_workers_who_take_one_turn_send_each_row_once(home: Workspace, failed: Failing) -> None:
    rows = {failed().id for _ in range(20)}
    begin(home)
    meet = threading.Barrier(2)

    def turn() -> None:
        meet.wait()
        work_off()

    for thread in [beside(turn), beside(turn)]:
        thread.join()

    assert live_attempts() == dict.fromkeys(rows, 1)
    assert Result.objects.filter(status="running").count() == 20


def test_an_attempt_that_succeeds_in_that_very_moment_forbids_another(
    home: Workspace, failed: Failing
) -> None:
    first = failed()
    begin(home, first.id)
    a_turn()
    second = begin(home, first.id)

    with transaction.atomic():
        run = Run.objects.get()
        Entry.objects.create(
            id=run.pk, workspace_id=home.pk, status="succeeded", resend_of=first.id, attempt=2
        )
        run.delete()
        turn = beside(a_turn)
        until(somebody_waits, within_s=60, what="the second resend, waiting for the first")
    turn.join()

    assert results(second) == [("skipped", "resend_succeeded_later")]
    assert not Run.objects.exists()


def test_a_process_that_dies_in_its_turn_has_sent_nothing(home: Workspace, failed: Failing) -> None:
    rows = {failed().id for _ in range(5)}
    job = begin(home)

    def die() -> None:
        transaction.set_autocommit(False)
        work_off()
        connection.close()

    beside(die).join()
    before = Run.objects.count(), Checkpoint.objects.count(), len(results(job))
    a_turn()

    assert before == (0, 0, 5)
    assert live_attempts() == dict.fromkeys(rows, 1)


def test_what_is_paused_in_the_middle_of_a_turn_is_paused_after_it(
    home: Workspace, failed: Failing, settings: Any
) -> None:
    settings.RESEND_PER_SECOND = 2
    for _ in range(5):
        failed()
    job = begin(home)

    with transaction.atomic():
        work_off()
        pause = beside(lambda: states.tell(job, "pause", ANNA))
        until(somebody_waits, within_s=20, what="the pause, waiting for the turn")
    pause.join()
    a_turn()

    assert (Run.objects.count(), Job.objects.get().state) == (2, "paused")


def test_the_rate_is_shared_by_the_jobs_of_a_workspace(
    home: Workspace, failed: Failing, settings: Any
) -> None:
    settings.RESEND_PER_SECOND = 4
    rows = [failed().id for _ in range(12)]
    jobs = [begin(home, *rows[:6]), begin(home, *rows[6:])]

    a_turn()

    assert [Result.objects.of(job).filter(status="running").count() for job in jobs] == [2, 2]


def test_a_turn_comes_once_a_second(home: Workspace, failed: Failing, settings: Any) -> None:
    settings.RESEND_PER_SECOND = 2
    for _ in range(6):
        failed()
    begin(home)

    for _ in range(3):
        work_off()

    assert Run.objects.count() == 2
