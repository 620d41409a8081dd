"""A workspace with a webhook channel, bundles that fail and work, and a clock of one's own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from engine.accounts.models import Workspace
from engine.alerts import services
from engine.alerts.models import Alert, Channel, Furnished, Rule
from engine.alerts.watcher import watch
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.engine.bundles.conftest import House, a_house

NOON = now().replace(minute=0, second=0, microsecond=0, tzinfo=UTC)


@dataclass
class Post:
    """One workspace whose rules are watched by an injected clock."""

    house: House
    channel: Channel
    moment: datetime = NOON

    @property
    def workspace(self) -> Workspace:
        return self.house.workspace

    def rule(self, event: str, **wish: Any) -> Rule:
        """Make a rule that tells the channel."""
        wanted: Any = {"event": event, "channels": [self.channel.pk], **wish}
        return services.create_rule(self.workspace, wanted)

    def bundle(self, name: str = "Leads", **fields: Any) -> Bundle:
        """Make a bundle that has been running for a day."""
        bundle = self.house.a_running_bundle(name=name)
        fields = {"started_at": self.moment - timedelta(days=1), **fields}
        Bundle.objects.filter(pk=bundle.pk).update(**fields)
        bundle.refresh_from_db()
        return bundle

    def ended(self, bundle: Bundle, status: str = "failed", **fields: Any) -> Entry:
        """Put the row of a run into the journal, ended now by this clock."""
        usual: dict[str, Any] = {
            "workspace_id": bundle.workspace_id,
            "bundle_id": bundle.pk,
            "status": status,
            "received_at": self.moment,
            "finished_at": self.moment,
            "error": {"code": "service_unavailable"} if status == "failed" else None,
        }
        return Entry.objects.create(**{**usual, **fields})

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**passed)

    def look(self, **passed: float) -> list[dict[str, Any]]:
        """Let time pass, look once, and return the messages that were put into the queue."""
        self.later(**passed)
        known = set(Run.objects.values_list("pk", flat=True))
        assert watch(self.moment)
        fresh = Run.objects.filter(mode="alert").exclude(pk__in=known).order_by("seq")
        return [orjson.loads(run.payload) for run in fresh]

    def titles(self, **passed: float) -> list[str]:
        """Look once and return the titles of the messages."""
        return [payload["body"]["title"] for payload in self.look(**passed)]

    def the_alert(self) -> Alert:
        """Return the only alert."""
        return Alert.objects.get()


def a_webhook_channel(workspace: Workspace, url: str = "https://example.com/alerts") -> Channel:
    """Make a channel that posts to the address."""
    draft = services.ChannelDraft("webhook", "Duty", None, {"url": url})
    return services.create_channel(workspace, draft)


def a_sick(connection: Connection, status: str = "needs_login") -> None:
    """Let a connection be in this state."""
    Connection.objects.filter(pk=connection.pk).update(status=status)


@pytest.fixture
def post(db: None) -> Post:
    """One workspace with a channel and no rules yet."""
    house = a_house()
    Furnished.objects.create(workspace=house.workspace)
    return Post(house, a_webhook_channel(house.workspace))
