"""Whatever a service's list does while it is read, each change arrives exactly once."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from engine.queue.models import Run, SeenEvent
from engine.triggers.models import Source
from engine.triggers.poller import Poller
from tests.engine.machine import aside
from tests.engine.triggers.model_service import Between, ModelService
from tests.engine.triggers.stand import (
    OneAccount,
    a_poller,
    a_source,
    delivered,
    poll_until_idle,
    wake,
)
from tests.factories import a_workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

EXAMPLES = int(os.environ.get("POLLING_EXAMPLES", "40"))
QUIET_POLLS = 4

numbers = st.integers(0, 5)
inserts = st.tuples(st.just("insert"), st.sampled_from([5, 0, 1]), st.integers(0, 2))
changes = st.one_of(
    inserts,
    st.tuples(st.just("update"), numbers),
    st.tuples(st.just("delete"), numbers),
    st.tuples(st.just("reorder"), numbers),
)
lists = st.one_of(
    st.tuples(st.sampled_from(["created", "updated"]), st.sampled_from(["offset", "number"])),
    st.tuples(st.sampled_from(["created", "updated"]), st.just("keyset")),
    st.tuples(st.just("whole"), st.sampled_from(["offset", "number"])),
)


class Polling(RuleBasedStateMachine):
    """The list, the poller and what arrived; `settle` in the end compares them."""

    @initialize(kind=lists, size=st.integers(1, 3), found=st.lists(inserts, max_size=5))
    def begin(self, kind: Any, size: int, found: list[Any]) -> None:
        self.service = ModelService(kind[0], kind[1], size)
        self.happen(found)
        self.source = a_source(a_workspace(), due_at=None)
        self.runner = asyncio.Runner()
        self.open = AsyncExitStack()
        self.pollers = [self.runner.run(self.a_poller()) for _ in range(2)]

    @rule(found=st.lists(changes, min_size=1, max_size=4))
    def happen(self, found: list[Any]) -> None:
        for change in found:
            self.change(*change)

    @rule(fresh=st.integers(2, 5), between=st.lists(changes, min_size=1, max_size=6))
    def poll(self, fresh: int, between: list[Any]) -> None:
        self.service.burst(fresh)
        self.turn([self.doing([change]) for change in between])

    @rule(at=st.integers(0, 2))
    def poll_and_die(self, at: int) -> None:
        """The process is lost after reading a page, before what was in it is committed."""
        self.turn([*[self.doing([])] * at, self.dying])

    @rule(at=st.integers(0, 2), found=st.lists(changes, max_size=2))
    def poll_by_two(self, at: int, found: list[Any]) -> None:
        """A poller sleeps through its lease over a page; another reads it all meanwhile."""
        self.turn([*[self.doing([])] * at, partial(self.overtaken, found)])

    def change(self, name: str, *how: Any) -> None:
        deed: Callable[..., None] = getattr(self.service, name)
        deed(*how)

    def doing(self, found: list[Any]) -> Between:
        async def do() -> None:
            for change in found:
                self.change(*change)

        return do

    async def dying(self) -> None:
        raise asyncio.CancelledError

    async def overtaken(self, found: list[Any]) -> None:
        await self.doing(found)()
        await aside(wake, self.source)
        await poll_until_idle(self.pollers[1])

    def turn(self, between: list[Between]) -> None:
        self.service.between = list(between)
        wake(self.source)
        self.runner.run(poll_until_idle(self.pollers[0]))
        self.service.between = []

    async def a_poller(self) -> Poller:
        return await self.open.enter_async_context(a_poller(OneAccount(self.service.poll)))

    def settle(self) -> None:
        for _ in range(QUIET_POLLS):
            self.turn([])
        arrived = Counter((event["id"], event["version"]) for event in delivered(self.source))
        wanted = {self.service.identity(row) for row in self.service.rows}
        assert set(arrived.values()) <= {1}
        assert wanted <= arrived.keys()

    def teardown(self) -> None:
        if not hasattr(self, "runner"):
            return
        try:
            self.settle()
        finally:
            self.runner.run(self.open.aclose())
            self.runner.close()
            mine = {"bundle_id": self.source.bundle_id}
            for table in (Run, SeenEvent, Source):
                table.objects.filter(**mine).delete()


def test_each_change_arrives_exactly_once() -> None:
    run_state_machine_as_test(
        Polling,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=8,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
