"""The connector and the simulated service in one story, over a real socket."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from connectors import sdk
from connectors.unisender.connector import connector
from tests.services.kit import Clock, serving
from tests.services.unisender import KEY, Unisender
from tests.services.unisender.scene import furnished

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
T = TypeVar("T")


@dataclass
class Stage:
    """A simulated account with people in it, and the connector signed in to it."""

    service: Unisender
    door: sdk.Door
    key: str = KEY
    settings: Mapping[str, sdk.Json] | None = None

    def call(self) -> sdk.Call:
        """Return a fresh attempt."""
        login = connector.login(
            "api_key",
            {"value": self.key},
            settings=self.settings or {},
            base_url=self.service.url,
        )
        return sdk.Call(self.door, login, errors=connector.errors)

    async def act(self, action: str, /, **inputs: sdk.Json) -> Any:
        """Perform an action."""
        known = connector.action(action)
        assert known is not None
        return await known.perform(self.call(), inputs)

    async def offered(self, action: str, field: str, **query: Any) -> sdk.Page[sdk.Choice]:
        """List the choices of an action's field."""
        known = connector.action(action)
        assert known is not None
        loader = next(one.loader for one in known.fields if one.name == field)
        assert loader is not None
        return await loader(self.call(), sdk.ChoiceQuery(**query))

    async def poll(self, **query: Any) -> sdk.Batch:
        """Read one page of the polling trigger."""
        trigger = connector.trigger("new_contact")
        assert isinstance(trigger, sdk.PollTrigger)
        return await trigger.poll(self.call(), sdk.PollQuery(fields={"list": "501"}, **query))

    @property
    def methods(self) -> list[str]:
        """Name the methods that were called, in their order."""
        return [one.path.partition("/api/")[2] for one in self.service.seen]


def play(story: Callable[[Stage], Awaitable[T]], **options: Any) -> T:
    """Tell a story about a running account at noon."""

    async def go() -> T:
        clock = Clock(NOON)
        policy = sdk.AddressPolicy(["127.0.0.0/8"])
        async with serving(furnished(clock)) as service, sdk.Door(policy, now=clock.now) as door:
            return await story(Stage(service, door, **options))

    return asyncio.run(go())
