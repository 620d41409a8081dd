"""Valkey and PostgreSQL die, forget, fall silent, and come back."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from tests.faults.conftest import IN_FLIGHT, LEASE_S, Note
from tests.faults.stage import Stage
from tests.faults.target import first, refusing, slow
from tests.installation import Installation

EVENTS = 300
SILENCE_S = 4.0


def test_a_killed_valkey_costs_neither_events_nor_repeats(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.05), slow(0.05))
    sending = act.send(range(EVENTS))
    act.break_at(60, "valkey")
    note(act.recovery())
    sending.result()

    history = act.settle()

    history.check(most_repeats=0)
    assert len(history.accepted) == EVENTS


def test_an_emptied_valkey_costs_neither_events_nor_repeats(stage: Stage, note: Note) -> None:
    act = stage.act(first(refusing(503)), retry=[3])
    act.send(range(EVENTS)).result()
    act.until_effects(EVENTS)
    with Redis.from_url(stage.product.valkey_url) as valkey:
        act.fault()
        valkey.flushall()
    note(act.recovery())

    history = act.settle()

    history.check(most_repeats=EVENTS)


def test_an_idle_product_takes_up_work_after_valkey_was_emptied(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.05))
    time.sleep(2)  # long enough for the worker to have gone home
    with Redis.from_url(stage.product.valkey_url) as valkey:
        act.fault()
        valkey.flushall()
    act.send(range(EVENTS)).result()
    note(act.recovery())

    act.settle().check(most_repeats=0)


def test_a_silent_valkey_holds_up_no_acknowledgement(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.05))
    sending = act.send(range(EVENTS))
    act.until_effects(60)
    with stage.product.stopped(*stage.product.pids("valkey")):
        act.fault()
        time.sleep(SILENCE_S)
    note(act.recovery())
    sending.result()

    history = act.settle()

    history.check(most_repeats=0)
    assert len(history.accepted) == EVENTS


def test_cut_lines_to_valkey_are_drawn_anew(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.05))
    sending = act.send(range(EVENTS))
    act.until_effects(60)
    with Redis.from_url(stage.product.valkey_url) as valkey:
        act.fault()
        for kind in ("normal", "pubsub"):
            valkey.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
    note(act.recovery())
    sending.result()

    act.settle().check(most_repeats=0)


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGKILL], ids=["immediate", "kill"])
def test_postgresql_may_die_in_the_middle_of_a_batch(
    stage: Stage, note: Note, number: signal.Signals
) -> None:
    act = stage.act(slow(0.05), slow(0.05), slow(0.05))
    sending = act.send(range(EVENTS))
    before = stage.product.at_work("postgres")
    fault = act.break_at(100, "postgres", number=number)
    stage.product.until_renewed("postgres", before)
    sending.result()
    act.send(range(EVENTS, EVENTS + 100)).result()

    history = act.settle()

    history.check(most_repeats=IN_FLIGHT)
    note(
        next(
            one.at for one in sorted(history.effects, key=lambda e: e.at) if one.body["n"] >= EVENTS
        )
        - fault
    )
    assert len(history.accepted) >= 200


@contextmanager
def read_only(product: Installation) -> Iterator[None]:
    """Let PostgreSQL take no writes, as one that is no longer the first of its replicas."""
    reload = "SELECT pg_reload_conf()"
    with product.database() as db:
        db.execute("SET default_transaction_read_only = off")
        db.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        db.execute(reload)
        try:
            yield
        finally:
            db.execute("ALTER SYSTEM RESET default_transaction_read_only")
            db.execute(reload)


def test_a_postgresql_that_turns_read_only_is_waited_for(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.05), slow(0.05))
    sending = act.send(range(EVENTS))
    act.until_effects(60)
    with read_only(stage.product):
        act.fault()
        time.sleep(2 * LEASE_S)
    act.fault()
    sending.result()
    act.send(range(EVENTS, EVENTS + 50)).result()
    note(act.recovery())

    act.settle().check(most_repeats=IN_FLIGHT)

    assert {one.status for one in act.posted} <= {200, 503}
