"""The connector at work on a simulated account, through a real door."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from connectors import sdk
from connectors.amocrm.connector import connector
from tests.connectors.loopback import door
from tests.services.amocrm import AmoCRM
from tests.services.kit import Clock, serving

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOGIN = {"value": "long-lived-token", "host": "sub.amocrm.ru"}
T = TypeVar("T")
Result = Any


@dataclass
class Desk:
    """One account and the ways to use it."""

    amo: AmoCRM
    door: sdk.Door
    secrets: Mapping[str, str] = field(default_factory=lambda: LOGIN)
    kind: str = "api_key"
    metadata: Mapping[str, sdk.Json] = field(default_factory=dict)

    def call(self) -> sdk.Call:
        """Return a call as the account's connection makes it."""
        login = connector.login(self.kind, self.secrets, base_url=self.amo.url)
        call = sdk.Call(self.door, login, errors=connector.errors)
        call.metadata = self.metadata
        return call

    async def act(self, name: str, /, **inputs: sdk.Json) -> Result:
        """Perform an action."""
        action = connector.action(name)
        assert action is not None
        return await action.perform(self.call(), inputs)

    async def poll(self, name: str, /, **query: Any) -> sdk.Batch:
        """Read one page of a polling trigger."""
        trigger = connector.trigger(name)
        assert isinstance(trigger, sdk.PollTrigger)
        return await trigger.poll(self.call(), sdk.PollQuery(**query))

    async def choose(self, action: str, name: str, /, **query: Any) -> sdk.Page[sdk.Choice]:
        """Load the choices of a field."""
        owner = connector.action(action)
        assert owner is not None
        loader = next(one.loader for one in owner.fields if one.name == name)
        assert loader is not None
        return await loader(self.call(), sdk.ChoiceQuery(**query))

    def entity(self, kind: str, id_: int) -> dict[str, Any]:
        """Return an entity as the account has it."""
        return self.amo.account.entity(kind, id_)

    def asked(self) -> list[str]:
        """List what the account was asked, method and path."""
        return [f"{one.method} {one.path.removeprefix('/api/v4')}" for one in self.amo.seen]


def at_desk(story: Callable[[Desk], Awaitable[T]], *, per_second: int = 1000) -> T:
    """Tell a story about a running account, at noon."""

    async def go() -> T:
        amo = AmoCRM(Clock(NOON), per_second=per_second)
        async with serving(amo), door(now=lambda: NOON + timedelta(days=1)) as opened:
            return await story(Desk(amo, opened))

    return asyncio.run(go())


def values(entity: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return an entity's custom fields as name → values."""
    fields = entity["custom_fields_values"] or []
    return {one["field_name"]: [each["value"] for each in one["values"]] for one in fields}


def refusal(story: Callable[[Desk], Awaitable[T]], *, per_second: int = 1000) -> sdk.ConnectorError:
    """Tell a story that the account does not let come to its end, and return why."""
    try:
        at_desk(story, per_second=per_second)
    except sdk.ConnectorError as error:
        return error
    raise AssertionError("Nothing was refused.")
