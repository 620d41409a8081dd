"""A workspace with a webhook, somewhere to send to, and bundles between the two."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.access import Actor
from engine.accounts.models import Membership, Role, User, Workspace
from engine.bundles import services
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.kernel.ids import new_id
from tests.factories import a_client

Json = dict[str, Any]


@dataclass(frozen=True)
class House:
    """A workspace, who works in it, and its two connections."""

    workspace: Workspace
    owner: Actor
    hook: Connection
    target: Connection

    def another_hook(self) -> Connection:
        """Add one more webhook address."""
        return _hook(self.workspace)

    def definition(self, hook: Connection | None = None, **changed: Any) -> Json:
        """Return a definition that sends what comes to the hook on to the target."""
        trigger = {"connection": str((hook or self.hook).pk), "event": "received", "fields": {}}
        return {"trigger": trigger, "steps": [self.sending()], **changed}

    def sending(self, **changed: Any) -> Json:
        """Return a step that posts the event's body to the target."""
        step = {
            "id": "send",
            "kind": "action",
            "connection": str(self.target.pk),
            "action": "request",
            "fields": {"url": "https://example.com/in", "body": "{{ trigger.body }}"},
        }
        return {**step, **changed}

    def a_draft(self, definition: Json | None = None, name: str = "Leads") -> Bundle:
        """Make a bundle that was never published."""
        drawn = self.definition() if definition is None else definition
        made = services.create(self.workspace, self.owner, name=name, definition=drawn)
        return fresh(made)

    def a_published_bundle(self, definition: Json | None = None, name: str = "Leads") -> Bundle:
        """Make a paused bundle with a live version."""
        bundle = self.a_draft(definition, name)
        services.publish(bundle, self.owner)
        return fresh(bundle)

    def a_running_bundle(self, definition: Json | None = None, name: str = "Leads") -> Bundle:
        """Make a bundle that runs."""
        bundle = self.a_published_bundle(definition, name)
        services.start(bundle, self.owner)
        return fresh(bundle)


def fresh(bundle: Bundle) -> Bundle:
    """Return the bundle as the database has it."""
    return Bundle.objects.select_related("version", "workspace", "group").get(pk=bundle.pk)


def a_house(name: str = "Ромашка") -> House:
    """Make a workspace with an owner, a webhook and a target."""
    workspace = Workspace.objects.create(name=name)
    user = User.objects.create(email=f"anna-{new_id()}@example.com", name="Анна")
    Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    target = Connection.objects.create(
        workspace=workspace, connector="http", name="CRM", kind="none"
    )
    return House(workspace, Actor(user, None, Role.OWNER), _hook(workspace), target)


def _hook(workspace: Workspace) -> Connection:
    return Connection.objects.create(
        workspace=workspace,
        connector="webhook",
        name="Site",
        kind="webhook",
        hook_token=token_urlsafe(32),
    )


@pytest.fixture
def house(db: None) -> House:
    """One workspace, ready to work in."""
    return a_house()


@pytest.fixture
def told(house: House) -> Callable[[], list[str]]:
    """Tell the codes of the workspace's system rows, oldest first."""
    import json

    from engine.journal.models import Entry

    def codes() -> list[str]:
        rows = Entry.objects.filter(workspace_id=house.workspace.pk, kind="system")
        return [json.loads(row.details)["code"] for row in rows.order_by("id")]

    return codes


@pytest.fixture
def client(house: House) -> APIClient:
    """A program that calls with an owner's token."""
    return a_client(house.workspace)
