"""One conversation with a service about the webhooks it is to send, and how far it got."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from connectors.sdk import Armed, Call, Subscription, Wanted
from connectors.sdk.errors import ConnectorError
from engine.kernel.clock import now
from engine.kernel.errors import DomainError

Problem = ConnectorError | DomainError


@dataclass(slots=True)
class Told:
    """What a service knows: the events, the address, and what it said when it was told."""

    events: tuple[str, ...]
    url: str
    armed: Armed

    def wanted(self) -> Wanted:
        """Return it as the connector was asked for it."""
        return Wanted(self.url, self.events, self.armed.state)


@dataclass(slots=True)
class Visit:
    """One conversation with a service, and what came of it."""

    connection_id: UUID
    workspace_id: UUID
    lease: int
    url: str
    wanted: tuple[str, ...]
    told: Told | None
    login_version: int
    is_expiring: bool
    is_other_login: bool
    began_at: datetime = field(default_factory=now)
    looks: bool = False
    is_armed_now: bool = False
    is_dropped: bool = False
    error: Problem | None = None
    masked_fields: tuple[str, ...] = ()

    @property
    def is_in_step(self) -> bool:
        """Whether the service knows exactly what is wanted."""
        told = self.told
        return (told.events if told else ()) == self.wanted and (not told or told.url == self.url)


async def bring_in_step(visit: Visit, subscription: Subscription, call: Call) -> None:
    """Have the service know what is wanted; `visit` tells how far that got if it raises."""
    visit.looks = subscription.stands is not None
    if visit.told is not None and (not visit.wanted or visit.told.url != visit.url):
        await subscription.disarm(call, visit.told.wanted())
        visit.told = None
    if not visit.wanted:
        return
    state = visit.told.armed.state if visit.told else {}
    wanted = Wanted(visit.url, visit.wanted, state)
    if visit.is_in_step and not visit.is_expiring and not visit.is_other_login:
        if subscription.stands is None or await subscription.stands(call, wanted):
            return
        visit.is_dropped, visit.told = True, None
    armed = await subscription.arm(call, wanted)
    visit.told = Told(visit.wanted, visit.url, armed)
    visit.is_armed_now = True
