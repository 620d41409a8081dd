"""A compiled bundle: its trigger and its steps, frozen and ready to run."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from engine.flow.backoff import Retry
from engine.flow.errors import MappingFailed
from engine.flow.filters import Condition
from engine.flow.moments import as_duration, as_moment, home_of, in_utc
from engine.flow.paths import Scope
from engine.flow.schedule import Schedule
from engine.flow.templates import Fields, Template
from engine.flow.values import as_list, as_text, as_whole
from engine.kernel.json_types import Json, JsonObject

Result: TypeAlias = Literal["succeeded", "filtered", "failed"]
_STATUSES = range(200, 600)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# They frame the message, or speak for the whole address that the dashboard shares with hooks.
_NOT_THEIRS = frozenset(
    (
        "connection", "content-length", "date", "server", "te", "trailer", "transfer-encoding",
        "upgrade", "clear-site-data", "content-security-policy", "service-worker-allowed",
        "set-cookie", "strict-transport-security", "x-content-type-options",
    )
)  # fmt: skip


def is_answers_header(name: str) -> bool:
    """Whether a bundle may set this header in what it answers to a webhook."""
    return bool(_NAME.fullmatch(name)) and name.lower() not in _NOT_THEIRS


@dataclass(frozen=True, slots=True)
class Order:
    """In what order the runs of a bundle go: any, one at a time, or one at a time per key.

    A run that failed lets the next one go, or holds it up until a person has decided.
    """

    kind: Literal["none", "strict", "key"] = "none"
    key: Template | None = None
    on_failure: Literal["skip", "hold"] = "skip"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a run, and how its events are told apart, named and ordered."""

    connection: UUID | None
    event: str | None
    fields: JsonObject
    schedule: Schedule | None
    order: Order
    dedupe: Template | None
    key: Template | None
    answer_within_s: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Lets a run pass when its condition holds."""

    id: str
    when: Condition
    name: str = ""
    kind: ClassVar[str] = "filter"


@dataclass(frozen=True, slots=True)
class Rescue:
    """Steps that run instead of what follows an action that failed, with `error` in scope."""

    steps: "tuple[Step, ...]"


@dataclass(frozen=True, slots=True)
class Action:
    """Calls a service: through a connection, or through a connector that needs none."""

    id: str
    connection: UUID | None
    connector: str | None
    action: str
    fields: Fields
    on_error: Literal["stop", "continue"] | Rescue
    at_most_once: bool
    name: str = ""
    kind: ClassVar[str] = "action"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way out of a router; without a condition it is always open."""

    name: str
    when: Condition | None
    steps: "tuple[Step, ...]"


@dataclass(frozen=True, slots=True)
class Router:
    """Runs the first branch whose condition holds, or all such branches."""

    id: str
    mode: Literal["first", "all"]
    branches: tuple[Branch, ...]
    name: str = ""
    kind: ClassVar[str] = "router"


@dataclass(frozen=True, slots=True)
class Loop:
    """Runs its steps once for each item, with `item` and `index` in scope."""

    id: str
    over: Template
    steps: "tuple[Step, ...]"
    limit: int
    name: str = ""
    kind: ClassVar[str] = "loop"

    def items(self, scope: Scope) -> list[Json]:
        """Return what to go over, one value as a list of one; `MappingFailed` above the limit."""
        items = as_list(self.over.render(scope))
        if len(items) > self.limit:
            raise MappingFailed("too_many_items", "/over", limit=self.limit)
        return items


@dataclass(frozen=True, slots=True)
class Delay:
    """Waits for a length of time or until a moment."""

    id: str
    for_: Template | None
    until: Template | None
    name: str = ""
    kind: ClassVar[str] = "delay"

    def due_at(self, scope: Scope, now: datetime) -> datetime:
        """Return when to go on, in UTC, never before `now`; `MappingFailed` if it is unreadable."""
        due = self._due_at(scope, now)
        if due is None:
            raise MappingFailed("delay_unreadable")
        return max(due, now)

    def _due_at(self, scope: Scope, now: datetime) -> datetime | None:
        if self.until is not None:
            until = as_moment(self.until.render(scope), home_of(scope))
            return in_utc(until) if until else None
        duration = as_duration(self.for_.render(scope)) if self.for_ else None
        return duration.added_to(now) if duration else None


@dataclass(frozen=True, slots=True)
class Stop:
    """Ends the run with a result, always or when its condition holds."""

    id: str
    when: Condition | None
    result: Result
    message: Template | None
    name: str = ""
    kind: ClassVar[str] = "stop"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook's caller gets back."""

    status: int
    headers: dict[str, str]
    body: Json


@dataclass(frozen=True, slots=True)
class Respond:
    """Answers the webhook that started the run."""

    id: str
    status: Template
    headers: Fields
    body: Template
    name: str = ""
    kind: ClassVar[str] = "respond"

    def answer(self, scope: Scope) -> Answer:
        """Return the answer for this scope; `MappingFailed` when status or headers are none."""
        status = as_whole(self.status.render(scope))
        if status not in _STATUSES:
            raise MappingFailed("bad_status", "/status")
        headers = {name: as_text(value) for name, value in self.headers.render(scope).items()}
        if any(_CONTROL.search(text) for text in headers.values()):
            raise MappingFailed("bad_header", "/headers")
        return Answer(int(status or 0), headers, self.body.render(scope))


Step: TypeAlias = Filter | Action | Router | Loop | Delay | Stop | Respond


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a bundle as a program."""

    trigger: Trigger
    steps: tuple[Step, ...]
    retry: Retry = Retry()  # noqa: RUF009 (frozen)
