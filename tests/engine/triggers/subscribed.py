"""A service that is told by API where to send, its account here, and bundles that wait for it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from pytest_django.fixtures import Settings

from engine.accounts.access import Actor
from engine.accounts.models import Role, Workspace
from engine.bundles import services
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.connections.services import Draft, create
from engine.journal.models import Entry
from engine.triggers import subscriptions
from engine.triggers.models import Subscription
from engine.triggers.subscriptions_round import see_to_all
from tests.connectors.loopback import LOOPBACK
from tests.engine.intake.address import hooks_served
from tests.engine.machine import aside
from tests.factories import a_user, a_workspace
from tests.services.kit import serving
from tests.services.unisender.account import KEY
from tests.services.unisender.scene import furnished
from tests.services.unisender.simulator import Unisender

STEPS = [{"id": "end", "kind": "stop"}]


@dataclass
class Scene:
    """Both ends of the wire."""

    service: Unisender
    workspace: Workspace
    owner: Actor
    account: Connection
    settings: Settings

    @property
    def url(self) -> str:
        """The address that the service is to send to."""
        return subscriptions.address(str(self.account.hook_token))

    def told(self) -> set[str]:
        """Return the events that the service sends to our address."""
        hook = self.service.account.hooks.get(self.url)
        return set(hook.events) if hook else set()

    async def bundle(self, event: str, **fields: Any) -> Bundle:
        """Return a published, paused bundle that waits for an event of the account."""

        def made() -> Bundle:
            trigger = {"connection": str(self.account.pk), "event": event, "fields": fields}
            drawn: dict[str, Any] = {"trigger": trigger, "steps": STEPS}
            bundle = services.create(self.workspace, self.owner, name=event, definition=drawn)
            services.publish(bundle, self.owner)
            return self._fresh(bundle)

        made_bundle: Bundle = await aside(made)
        return made_bundle

    async def start(self, bundle: Bundle) -> None:
        """Start the bundle."""
        await aside(lambda: services.start(self._fresh(bundle), self.owner))

    async def pause(self, bundle: Bundle) -> None:
        """Pause the bundle."""
        await aside(lambda: services.pause(self._fresh(bundle), self.owner))

    async def running(self, event: str, **fields: Any) -> Bundle:
        """Return a bundle that runs, and have the service told."""
        bundle = await self.bundle(event, **fields)
        await self.start(bundle)
        await self.round()
        return bundle

    async def round(self) -> int:
        """See to the subscriptions that are due."""
        seen: int = await aside(see_to_all)
        return seen

    async def next_round(self) -> int:
        """Let the time pass until the subscription's next turn, and see to it."""
        await aside(lambda: subscriptions.again(self.account.pk))
        return await self.round()

    async def row(self) -> Subscription | None:
        """Return the subscription as it is now."""
        found: Subscription | None = await aside(Subscription.objects.first)
        return found

    async def standing(self) -> subscriptions.Standing:
        """Return what people are shown."""

        def shown() -> subscriptions.Standing:
            return subscriptions.standing(Connection.objects.get(pk=self.account.pk))

        found: subscriptions.Standing = await aside(shown)
        return found

    async def journal(self) -> list[str]:
        """Return what the journal was told of webhooks, oldest first."""

        def codes() -> Sequence[str]:
            rows = Entry.objects.filter(kind="system", connection_id=self.account.pk)
            return [orjson.loads(row.details)["code"] for row in rows.order_by("id")]

        found: list[str] = await aside(codes)
        return found

    def _fresh(self, bundle: Bundle) -> Bundle:
        return Bundle.objects.select_related("version", "workspace").get(pk=bundle.pk)


@asynccontextmanager
async def a_scene(settings: Settings) -> AsyncIterator[Scene]:
    """Have the service and our receiver stand on sockets, and an account signed in."""
    async with serving(furnished()) as service, hooks_served() as base_url:
        settings.SERVICE_URLS = {"unisender": service.url}
        settings.ALLOWED_NETWORKS = LOOPBACK
        settings.BASE_URL = base_url
        yield await aside(lambda: _scene(service, settings))


def _scene(service: Unisender, settings: Settings) -> Scene:
    owner = a_user()
    workspace = a_workspace(owner=owner)
    auth = {"kind": "api_key", "value": KEY}
    account = create(workspace, Draft("unisender", "Letters", auth, {}))
    return Scene(service, workspace, Actor(owner, None, Role.OWNER), account, settings)
