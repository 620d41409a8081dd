"""What waits goes at once when it is asked for, and nothing that succeeded is done again."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.jobs.models import Result
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.engine.jobs.refreshing import arrive, counted, put, refresh, refreshed, waiting
from tests.engine.jobs.scenes import a_turn, results, runs_of, the_job
from tests.engine.jobs.test_waiting_and_order import in_turn
from tests.engine.machine import seconds_until_due, send_step, story
from tests.engine.runs.scenes import ACCEPTED, BUSY, REFUSED, nothing, played
from tests.installation import until

pytestmark = pytest.mark.django_db(transaction=True)

STRICT = {"kind": "strict"}
A, B, C = ({"body": {"a": number}} for number in (1, 2, 3))


def one(url: str) -> list[Any]:
    return [send_step(url)]


def two(url: str) -> list[Any]:
    return [send_step(url, "one"), send_step(url, "two")]


def steps(asked: list[Any]) -> list[str]:
    return [request.headers["idempotency-key"].partition(":")[2] for request in asked]


def test_a_run_that_waits_for_a_retry_goes_at_once_with_its_own_key() -> None:
    asked, bundle = played(two, ACCEPTED, BUSY, ACCEPTED, between=[refreshed])

    assert steps(asked) == ["one", "two", "two"]
    assert asked[1].headers["idempotency-key"] == asked[2].headers["idempotency-key"]
    assert [request.headers["x-attempt"] for request in asked] == ["1", "1", "2"]
    assert runs_of(bundle.pk)[0].status == "succeeded"


def test_it_is_due_in_the_moment_it_is_let_go() -> None:
    far: list[float] = []

    def look() -> None:
        far.append(seconds_until_due(Run.objects.get()))
        refreshed()
        far.append(seconds_until_due(Run.objects.get()))

    played(one, BUSY, ACCEPTED, between=[look])

    assert far[0] > 1 > 0 >= far[1]


@pytest.mark.parametrize("status", ["paused", "blocked"])
def test_events_of_a_bundle_that_stands_still_go_through_without_starting_it(status: str) -> None:
    stop = in_turn(put(status), arrive(B), refreshed)

    asked, bundle = played(one, ACCEPTED, between=[stop])

    assert [request.body for request in asked] == [b'{"a":1}', b'{"a":2}']
    assert Bundle.objects.get().status == status
    assert results(the_job()) == [("succeeded", None)]
    assert len(runs_of(bundle.pk)) == 2


def test_what_comes_after_it_was_asked_waits_for_the_bundle_as_ever() -> None:
    stop = in_turn(put("paused"), arrive(A), refreshed, arrive(B))

    asked, _ = played(one, ACCEPTED, events=[], between=[stop, nothing])

    assert [request.body for request in asked] == [b'{"a":1}']
    assert waiting() == [("queued", None)]


def test_one_that_fails_waits_for_the_stopped_bundle_again() -> None:
    stop = in_turn(put("paused"), arrive(A), refreshed)

    asked, _ = played(one, BUSY, ACCEPTED, events=[], between=[stop, nothing])

    assert (len(asked), waiting()) == (1, [("waiting", "rate_limited")])
    assert results(the_job()) == [("held", "rate_limited")]


def test_it_can_be_taken_once_more_after_that() -> None:
    stop = in_turn(put("paused"), arrive(A), refreshed)

    asked, bundle = played(one, BUSY, ACCEPTED, events=[], between=[stop, refreshed])

    assert len(asked) == 2
    assert runs_of(bundle.pk)[0].status == "succeeded"


def test_a_deleted_bundle_gets_nothing() -> None:
    def trash() -> None:
        refreshed()
        Bundle.objects.update(status="deleted", deleted_at=now())

    asked, _ = played(
        one, ACCEPTED, events=[], between=[in_turn(put("paused"), arrive(A), trash), nothing]
    )

    assert (asked, waiting()) == ([], [("queued", None)])
    assert results(the_job()) == [("held", "refresh_bundle_deleted")]


def test_a_strict_order_is_kept() -> None:
    stop = in_turn(put("paused"), arrive(A, B, C), refreshed)
    turns = [stop, nothing, nothing]

    asked, _ = played(one, ACCEPTED, events=[], between=turns, order=STRICT)

    assert [request.body for request in asked] == [b'{"a":1}', b'{"a":2}', b'{"a":3}']


def test_what_stands_behind_one_that_failed_says_so() -> None:
    stop = in_turn(put("paused"), arrive(A, B), refreshed)

    asked, _ = played(one, BUSY, ACCEPTED, events=[], between=[stop, nothing], order=STRICT)

    assert [request.body for request in asked] == [b'{"a":1}']
    assert results(the_job()) == [("held", "rate_limited"), ("held", "refresh_behind_another")]
    assert not Run.objects.filter(let_through__isnull=False, status="queued").exists()


def test_an_order_that_came_to_a_stop_can_be_taken_once_more() -> None:
    stop = in_turn(put("paused"), arrive(A, B), refreshed)
    again = in_turn(a_turn, refreshed)
    turns = [stop, again, nothing]

    asked, _ = played(one, BUSY, ACCEPTED, events=[], between=turns, order=STRICT)

    assert [request.body for request in asked] == [b'{"a":1}', b'{"a":1}', b'{"a":2}']


def test_a_run_that_asks_a_person_is_left_alone() -> None:
    hold = {"kind": "strict", "on_failure": "hold"}

    asked, _ = played(one, REFUSED, between=[refreshed], order=hold)

    assert len(asked) == 1
    assert results(the_job()) == [("skipped", "refresh_asks_person")]
    assert counted() == {"waiting": 0, "held": 0, "retrying": 0, "sources": 0, "exact": True}


def a_delay(length: str) -> Callable[[str], list[Any]]:
    """Return steps that rest for so long before they act."""
    return lambda url: [{"id": "rest", "kind": "delay", "for": length}, *one(url)]


def test_a_run_in_a_delay_is_left_alone() -> None:
    def look() -> None:
        assert refresh().total == 0

    asked, _ = played(a_delay("PT1H"), ACCEPTED, between=[in_turn(put("paused"), look)])

    assert (asked, waiting()) == ([], [("waiting", None)])


def test_a_delay_that_ended_while_the_bundle_was_paused_is_over() -> None:
    def a_moment() -> None:
        until(lambda: seconds_until_due(Run.objects.get()) < 0, within_s=30, what="the delay's end")

    stop = in_turn(put("paused"), a_moment, refreshed)

    asked, _ = played(a_delay("PT0.5S"), ACCEPTED, between=[stop])

    assert len(asked) == 1


@pytest.mark.parametrize(
    ("code", "reason"),
    [("own_limit", "refresh_left_to_limit"), ("breaker_open", "refresh_service_rests")],
)
def test_limits_are_left_to_go_by_themselves(code: str, reason: str) -> None:
    def limit() -> None:
        Run.objects.update(error={"code": code, "remedy": "retry"})
        refreshed()

    played(one, BUSY, ACCEPTED, between=[limit])

    assert results(the_job()) == [("skipped", reason)]


def a_held_run(connection: str) -> Any:
    """Return the deed of the only run being held for a connection in this state."""

    def deed() -> None:
        run = Run.objects.get()
        held = Connection.objects.create(
            workspace_id=run.workspace_id, connector="http", name="Mail", kind="none"
        )
        Connection.objects.filter(pk=held.pk).update(status=connection)
        Run.objects.update(status="held", due_at=None, connection_id=held.pk)
        refreshed()

    return deed


def test_what_is_held_for_a_login_goes_once_the_connection_works() -> None:
    asked, bundle = played(one, BUSY, ACCEPTED, between=[a_held_run("works")])

    assert (len(asked), runs_of(bundle.pk)[0].status) == (2, "succeeded")


def test_what_is_held_for_a_login_says_whom_to_reconnect() -> None:
    asked, _ = played(one, BUSY, between=[a_held_run("needs_login")])

    assert (len(asked), waiting()) == (1, [("held", "rate_limited")])
    error = Result.objects.get().error or {}
    assert (error["code"], error["remedy"]) == ("refresh_needs_login", "reconnect")
    assert error["params"] == {"connection": "Mail"}


def test_refreshed_twice_an_event_goes_once() -> None:
    stop = in_turn(put("paused"), arrive(A), refresh, refresh, a_turn)

    asked, bundle = played(one, ACCEPTED, events=[], between=[stop])
    a_turn()

    assert (len(asked), len(runs_of(bundle.pk))) == (1, 1)
    assert set(Result.objects.values_list("status", flat=True)) == {"succeeded"}


def test_its_beginning_and_its_end_are_told_with_its_numbers() -> None:
    _, bundle = played(one, BUSY, ACCEPTED, between=[refreshed])
    a_turn()

    rows = Entry.objects.filter(workspace_id=bundle.workspace_id, kind="system").order_by("id")
    told = [story(row) for row in rows]
    assert [one["code"] for one in told] == ["refresh_job_started", "refresh_job_done"]
    assert told[1]["params"].items() >= {"total": 1, "succeeded": 1, "found": 0}.items()


def test_an_event_that_went_by_itself_is_counted_as_gone() -> None:
    def late() -> None:
        refresh()

    _, bundle = played(one, BUSY, ACCEPTED, between=[late])
    a_turn()

    assert results(the_job()) == [("succeeded", None)]
    assert len(runs_of(bundle.pk)) == 1


def test_a_bundle_without_one_of_its_connections_is_left_alone() -> None:
    def lose() -> None:
        Bundle.objects.update(status="blocked")
        arrive(A)()
        refresh()
        Connection.objects.all().delete()
        a_turn()

    asked, _ = played(one, ACCEPTED, events=[], between=[lose])

    assert asked == []
    assert results(the_job()) == [("skipped", "refresh_connection_gone")]


def test_it_is_counted_by_why_it_waits() -> None:
    def look() -> None:
        arrive(A, B)()
        Bundle.objects.update(status="paused")
        assert counted() == {
            "waiting": 2,
            "held": 0,
            "retrying": 1,
            "sources": 0,
            "exact": True,
        }

    played(one, BUSY, between=[look])
