"""What the sums say is what the journal says, whatever happened to the runs."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from connectors import sdk
from connectors.sdk.errors import InputRejected
from connectors.sdk.polls import Poll
from engine.bundles.models import Bundle
from engine.journal.finding.filters import wanted
from engine.journal.models import Entry, Rollup, Use
from engine.kernel.clock import now
from engine.triggers.models import Source
from engine.triggers.services import disarm
from tests.engine.jobs.scenes import resend
from tests.engine.runs.moods import Deed, drop, fail_by_poison, go_on, let_rest, went_through
from tests.engine.runs.recount import check_sums
from tests.engine.triggers.stand import (
    BASE,
    OneAccount,
    a_poller,
    a_source,
    fixed,
    poll_until_idle,
    wake,
)

pytestmark = pytest.mark.django_db(transaction=True)


def results(bundle: Bundle) -> dict[str, int]:
    """Return how many of its runs ended how."""
    runs = Entry.objects.filter(bundle_id=bundle.pk, kind="run")
    return dict(Counter(runs.values_list("status", flat=True)))


@pytest.mark.parametrize(
    ("events", "deeds", "ended"),
    [
        ([{}, {"ok": ""}, {"pay": "bad"}], [], {"succeeded": 2, "filtered": 1}),
        ([{}, {"again": True}], [], {"succeeded": 1, "duplicate": 1}),
        ([{"last": "busy"}, {"items": [1, "busy"]}], [go_on], {"succeeded": 2}),
        ([{"last": "never"}], [go_on, drop], {"cancelled": 1}),
        ([{"last": "never"}], [let_rest], {"held": 1}),
        ([{"items": ["never"]}], [go_on, fail_by_poison], {"failed": 1}),
        ([{"last": "bad"}], [lambda _: resend()()], {"failed": 1, "succeeded": 1}),
        (
            [{"items": [1, "bad", 2]}],
            [lambda _: resend(mode="start")()],
            {"failed": 1, "succeeded": 1},
        ),
        (
            [{"last": "bad", "pay": "never"}, {"last": "bad"}],
            [lambda _: resend()(), go_on, drop],
            {"failed": 1, "cancelled": 1, "succeeded": 1},
        ),
    ],
)
def test_what_ran_is_counted_once_whatever_became_of_it(
    events: list[Any], deeds: list[Deed], ended: dict[str, int]
) -> None:
    bundle = went_through(*events, deeds=tuple(deeds))

    assert results(bundle) == ended
    check_sums(bundle.pk)


def test_an_error_belongs_to_the_connection_where_the_run_failed() -> None:
    went_through({"last": "bad"}, {"items": ["bad too"]})

    errors = Use.objects.filter(errors__gt=0).values_list("connector", "errors", "transactions")
    assert list(errors) == [("http", 2, 2)]


def test_what_a_trigger_brought_belongs_to_its_connection() -> None:
    bundle = went_through({})

    use = Use.objects.get(connector="webhook")
    assert use.connection_id == bundle.uses.get(role="trigger").connection_id
    assert (use.bytes_in, use.transactions) == (100, 0)


def polled(source: Source, poll: Poll) -> None:
    """Let the source take its due turns."""

    async def turns() -> None:
        async with a_poller(OneAccount(poll)) as poller:
            await poll_until_idle(poller)

    wake(source)
    asyncio.run(turns())


async def refusing(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
    """Refuse, as a service does."""
    raise InputRejected("no such list", code="gone", status=404)


def took(source: Source, size: int) -> None:
    """Say that the polls not told of yet took so many bytes."""
    source.refresh_from_db()
    Source.objects.filter(pk=source.pk).update(streak={**(source.streak or {}), "bytes_in": size})


def test_polls_that_brought_nothing_are_counted_apart_and_failed_ones_by_their_bytes() -> None:
    source = a_source()
    polled(source, fixed([]))
    polled(source, fixed([]))
    took(source, 9)
    for _ in range(2):
        polled(source, refusing)
    took(source, 5)

    disarm(source.bundle_id)

    row = Rollup.objects.get(bundle_id=source.bundle_id)
    assert (row.polls_empty, row.bytes_empty, row.bytes_in) == (2, 14, 0)
    check_sums(source.bundle_id)


def test_polls_are_told_of_and_counted_when_something_comes_at_last() -> None:
    source = a_source()
    polled(source, fixed([]))
    took(source, 9)

    polled(source, fixed([sdk.Item({"n": 1}, "1", at=BASE)]))

    use = Use.objects.get(bundle_id=source.bundle_id)
    assert (use.polls_empty, use.bytes_empty) == (1, 9)
    assert (use.connector, use.connection_id) == ("model", source.connection_id)
    check_sums(source.bundle_id)


def test_a_run_is_found_by_the_service_that_started_it_and_by_those_it_called() -> None:
    bundle = went_through({}, {"ok": ""}, {"last": "bad"})
    home = bundle.workspace

    def found(**asked: str) -> list[str]:
        rows = Entry.objects.wanted(wanted(home, asked, now()))
        return sorted(rows.filter(kind="run").values_list("status", flat=True))

    listened = str(bundle.uses.get(role="trigger").connection_id)
    assert found(connector="webhook") == ["failed", "filtered", "succeeded"]
    assert found(connection=listened) == found(connector="webhook")
    assert found(connector="http") == ["failed", "succeeded"]
    assert found(connector="email") == []
