"""The values a person builds with, of the trigger and of each step, and where each is from.

What was chosen or tested goes before what really happened, and that before what the service's
connector declares.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, TypeAlias

import orjson

from connectors.sdk import Action, PollTrigger, WebhookTrigger
from engine.bundles.models import Bundle, BundleVersion
from engine.catalog import registry
from engine.connections.models import Sample as Caught
from engine.flow.errors import DefinitionIsInvalid
from engine.journal.finding.latest import newest_runs
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.json_types import Json
from engine.rehearsal.models import Sample
from engine.rehearsal.parts import TRIGGER, Part, Services, parts_of, services_of
from engine.rehearsal.sizes import cut, dump, without_secrets
from engine.triggers.services import event_now

RUNS_READ = 5
EVENTS = 5


@dataclass(frozen=True, slots=True)
class Known:
    """One value, where it is from and when it was made; `cut` says that parts were left out."""

    output: Json
    origin: str
    at: datetime | None = None
    cut: bool = False


Look: TypeAlias = Callable[[], Known | None]


@dataclass(frozen=True, slots=True)
class Samples:
    """What is known of the trigger, and of each step that gives something."""

    trigger: Known | None
    steps: Mapping[str, Known]


@dataclass(frozen=True)
class _Past:
    """One run as the journal tells it; what it says is read only when it is asked for."""

    entry: Entry
    parts: Mapping[str, Part]

    def is_of(self, step: str, part: Part) -> bool:
        """Whether the step of that time gave values of the same shape as this part does now."""
        then = self.parts.get(step)
        return then is not None and then.about == part.about

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """The whole row."""
        read: Mapping[str, Any] = orjson.loads(self.entry.details)
        return read

    def event(self) -> Known | None:
        """Return what started the run; None where the journal keeps it no more, or never did."""
        event = self.told.get(TRIGGER)
        return None if event is None else _shown(event, "run", self.entry.received_at)

    def output(self, name: str) -> Known | None:
        """Return what the step gave if it succeeded; inside a loop, what its first pass gave."""
        for step in self.told.get("steps", ()):
            output = step.get("output")
            if step.get("id") == name and step.get("status") == "succeeded" and output is not None:
                return _shown(output, "run", self.entry.received_at)
        return None


class Shelf:
    """Everything that can be found for one bundle's draft."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.services = services_of(bundle.workspace)
        self.parts = parts_of(bundle.draft, self.services)
        self._stored = {one.step: one for one in Sample.objects.filter(bundle=bundle)}
        self._past = list(_newest_runs(bundle, self.services))

    @cached_property
    def samples(self) -> Samples:
        """The best value for the trigger and for each step."""
        steps = ((name, self._step(name, part)) for name, part in self.parts.items())
        found = {name: known for name, known in steps if known is not None}
        return Samples(self._trigger(), found)

    def events(self) -> list[Known]:
        """Return up to five different events: the chosen one, then real ones, the newest first."""
        chosen = self._chosen(TRIGGER, self.parts[TRIGGER])
        real = (look() for _, look in self._real_events())
        found = [one for one in (chosen, *real) if one is not None]
        found = found or [self._declared_event() or Known({}, "declared")]
        different = {dump(one.output): one for one in found[::-1]}
        return list(different.values())[::-1][:EVENTS]

    def _trigger(self) -> Known | None:
        chosen = self._chosen(TRIGGER, self.parts[TRIGGER])
        if chosen is not None:
            return chosen
        real = (look() for _, look in self._real_events())
        return next((one for one in real if one is not None), None) or self._declared_event()

    def _step(self, name: str, part: Part) -> Known | None:
        if name == TRIGGER:
            return None
        if found := self._chosen(name, part) or self._journaled(name, part):
            return found
        return Known(part.offer.sample, "declared") if isinstance(part.offer, Action) else None

    def _chosen(self, name: str, part: Part) -> Known | None:
        kept = self._stored.get(name)
        if kept is None or kept.about != part.about:
            return None
        return Known(orjson.loads(kept.output), kept.origin, kept.at, kept.cut)

    def _journaled(self, name: str, part: Part) -> Known | None:
        runs = (one for one in self._past if one.is_of(name, part))
        return next((found for one in runs if (found := one.output(name))), None)

    def _real_events(self) -> list[tuple[datetime, Look]]:
        """Return when each event came and what to call to see it, the newest first."""
        part = self.parts[TRIGGER]
        ran = [(one.entry.received_at, one.event) for one in self._past if one.is_of(TRIGGER, part)]
        return sorted([*ran, *self._caught(part)], key=_moment, reverse=True)

    def _caught(self, part: Part) -> Iterator[tuple[datetime, Look]]:
        """Yield the requests caught for building, where only one kind of event comes so."""
        if part.connection is None or not isinstance(part.offer, WebhookTrigger):
            return
        offered = registry.get(part.slug).triggers
        if sum(isinstance(one, WebhookTrigger) for one in offered) > 1:
            return
        for one in Caught.objects.filter(connection=part.connection).order_by("-id")[:EVENTS]:
            yield one.received_at, partial(_seen, one)

    def _declared_event(self) -> Known | None:
        offer = self.parts[TRIGGER].offer
        if isinstance(offer, WebhookTrigger | PollTrigger):
            return Known(offer.sample, "declared")
        with suppress(DefinitionIsInvalid):
            if event := event_now(self.bundle.workspace, self.bundle.draft):
                return Known(event, "declared")
        return None


def _shown(value: Json, origin: str, at: datetime) -> Known:
    fitting, is_cut = cut(without_secrets(value))
    return Known(fitting, origin, at, is_cut)


def _seen(caught: Caught) -> Known:
    return _shown(orjson.loads(caught.payload), "caught", caught.received_at)


def _moment(event: tuple[datetime, Look]) -> datetime:
    return event[0]


def _newest_runs(bundle: Bundle, services: Services) -> Iterator[_Past]:
    newest = newest_runs(bundle.workspace, bundle.pk, now(), most=RUNS_READ)
    # Rows may be large, and mostly the first one is enough.
    entries = list(newest.defer("details"))
    versions = BundleVersion.objects.filter(pk__in={one.version_id for one in entries})
    parts = {one.pk: parts_of(one.definition, services) for one in versions}
    for entry in entries:
        yield _Past(entry, parts.get(entry.version_id, {}) if entry.version_id else {})
