"""What a connector declares: its ways in, what starts bundles, what it can do. All frozen.

`Connector.base_url` may depend on the account: a function of its secrets and settings.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from connectors.sdk.auth import Auth, Credentials, Login
from connectors.sdk.coercion import NotThatKind
from connectors.sdk.errors import ErrorTable, InputRejected
from connectors.sdk.fields import Field, check_inputs
from connectors.sdk.json_types import Json
from connectors.sdk.polls import Poll
from connectors.sdk.subscriptions import Subscription
from connectors.sdk.templates import RequestTemplate
from connectors.sdk.webhooks import HookRequest, Probe, Received

if TYPE_CHECKING:
    from connectors.sdk.http import Call

Run: TypeAlias = "Callable[[Call, Mapping[str, Json]], Awaitable[Json]]"
Read: TypeAlias = Callable[[HookRequest], Received | Probe]
Accepts: TypeAlias = Callable[[Json, Mapping[str, Json]], bool]
Metadata: TypeAlias = "Callable[[Call], Awaitable[Json]]"
BaseUrl: TypeAlias = Callable[[Mapping[str, str], Mapping[str, Json]], str | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service bears: calls at once, and calls in a period; None where it does not say.

    `scopes` are tighter limits of some actions and triggers, by name; they count there as well.
    """

    at_once: int | None = None
    calls: int | None = None
    period_s: float = 1.0
    scopes: "Mapping[str, Limits]" = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """Something the service can do; `idempotent` claims that twice equals once."""

    name: str
    fields: tuple[Field, ...] = ()
    run: "Run | None" = None
    request: RequestTemplate | None = None
    returns: str | None = None
    sample: Json = None
    idempotent: bool = False

    def __post_init__(self) -> None:
        if (self.run is None) == (self.request is None):
            raise ValueError(f"Action {self.name} needs either run or request.")

    async def perform(self, call: "Call", inputs: Mapping[str, Json]) -> Json:
        """Check the inputs, do it, and return what later steps can use."""
        cleaned = check_inputs(self.fields, inputs)
        try:
            if self.run is not None:
                return await self.run(call, cleaned)
            return await self._perform_declared(call, cleaned)
        except (UnicodeEncodeError, NotThatKind):
            raise InputRejected("A text has half a character in it.", code="bad_text") from None

    async def _perform_declared(self, call: "Call", inputs: Mapping[str, Json]) -> Json:
        if self.request is None:
            raise ValueError(f"Action {self.name} declares no request.")
        filled = self.request.fill(inputs)
        answer = await call.request(
            filled.method,
            filled.path,
            params=filled.params,
            headers=filled.headers,
            json=filled.json,
            form=filled.form,
        )
        return pick(answer.json() if answer.body else None, self.returns)


@dataclass(frozen=True)
class WebhookTrigger:
    """A request from the service that starts bundles; `read` proves, parses and identifies it.

    Several triggers may share one address: each `read` returns its own kind of item out of the
    request, nothing where there is none. `accepts(payload, fields)` is a bundle's own event filter.
    """

    name: str
    read: Read
    sample: Json
    fields: tuple[Field, ...] = ()
    accepts: Accepts | None = None


@dataclass(frozen=True)
class PollTrigger:
    """A list of the service that is asked again and again; each new item starts a bundle.

    `can_start_from_date` claims that items carry `at`, so that a bundle may start with older ones.
    """

    name: str
    poll: Poll
    sample: Json
    fields: tuple[Field, ...] = ()
    can_start_from_date: bool = False


Trigger: TypeAlias = WebhookTrigger | PollTrigger


@dataclass(frozen=True)
class Connector:
    """One service, whole; building it does nothing but describe.

    `metadata` reads what rarely changes in an account (lists, pipelines, custom fields); the engine
    keeps it, reads it anew each day, and gives it to every call as `call.metadata`, an object.
    """

    slug: str
    auth: tuple[Auth, ...]
    triggers: tuple[Trigger, ...] = ()
    actions: tuple[Action, ...] = ()
    base_url: str | BaseUrl | None = None
    errors: ErrorTable = field(default_factory=dict)
    limits: Limits | None = None
    settings: tuple[Field, ...] = ()
    subscription: Subscription | None = None
    metadata: "Metadata | None" = None

    def action(self, name: str) -> Action | None:
        """Return the action of this name, if there is one."""
        return next((one for one in self.actions if one.name == name), None)

    def trigger(self, name: str) -> Trigger | None:
        """Return the trigger of this name, if there is one."""
        return next((one for one in self.triggers if one.name == name), None)

    def auth_of(self, kind: str) -> Auth | None:
        """Return the way in of this kind, if the service has it."""
        return next((one for one in self.auth if one.kind == kind), None)

    def login(
        self,
        kind: str,
        credentials: Mapping[str, str],
        *,
        settings: Mapping[str, Json] | None = None,
        base_url: str | None = None,
    ) -> Login:
        """Bind secrets and settings to a way in; `base_url` points the service elsewhere."""
        auth = self.auth_of(kind)
        if auth is None:
            raise ValueError(f"{self.slug} has no login of kind {kind}.")
        own = self.base_url
        address = own(credentials, settings or {}) if callable(own) else own
        return Login(auth, Credentials(credentials), settings or {}, base_url or address)


def pick(value: Json, path: str | None) -> Json:
    """Follow a dotted path into an answer; None when there is nothing at its end."""
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
