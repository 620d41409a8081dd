"""Webhooks that a service is asked by API to send, so that nobody pastes an address by hand."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from connectors.sdk.json_types import Json

if TYPE_CHECKING:
    from connectors.sdk.http import Call


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent where: our `url`, the events of the connection's running bundles.

    One subscription serves a connection: `events` are the trigger names of its running bundles,
    sorted. `state` is what the service told us when the present subscription was made.
    """

    url: str
    events: tuple[str, ...] = ()
    state: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Armed:
    """A subscription that stands; `expires_at` tells when it must be renewed, None never."""

    state: Mapping[str, Json] = field(default_factory=dict)
    expires_at: datetime | None = None


Arm: TypeAlias = "Callable[[Call, Wanted], Awaitable[Armed]]"
Disarm: TypeAlias = "Callable[[Call, Wanted], Awaitable[None]]"
Stands: TypeAlias = "Callable[[Call, Wanted], Awaitable[bool]]"


@dataclass(frozen=True, slots=True)
class Subscription:
    """How a service is told where to send: `arm` makes, changes or renews it, and may be repeated.

    `disarm` takes it away and is content when it is gone already; `stands` asks whether the service
    still has it as wanted, for services that drop addresses which answered badly.
    """

    arm: Arm
    disarm: Disarm
    stands: "Stands | None" = None
