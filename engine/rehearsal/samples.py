"""The values a person builds with, of the trigger and of each step, and where each is from.

What was chosen or tested goes before what really happened, and that before what the service's
connector declares.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from connectors.sdk import Action, PollTrigger, WebhookTrigger
from engine.bundles.models import Bundle, BundleVersion
from engine.catalog import registry
from engine.connections.models import Sample as Caught
from engine.flow.errors import DefinitionIsInvalid
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


@dataclass(frozen=True, slots=True)
class Samples:
    """What is known of the trigger, and of each step that gives something."""

    trigger: Known | None
    steps: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class _Past:
    """One run as the journal tells it: its event, and what its steps gave."""

    at: datetime
    event: Json
    outputs: Mapping[str, Json]
    parts: Mapping[str, Part] = field(default_factory=dict)

    def is_of(self, step: str, part: Part) -> bool:
        then = self.parts.get(step)
        return then is not None and then.about == part.about


class Shelf:
    """Everything that can be found for one bundle's draft."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.services = services_of(bundle.workspace)
        self.parts = parts_of(bundle.draft, self.services)
        self._stored = {one.step: one for one in Sample.objects.filter(bundle=bundle)}
        self._past = list(_newest_runs(bundle, self.services))

    def samples(self) -> Samples:
        """Return the best value for the trigger and for each step."""
        steps = ((name, self._step(name, part)) for name, part in self.parts.items())
        found = {name: known for name, known in steps if known is not None}
        return Samples(self._trigger(), found)

    def events(self) -> list[Known]:
        """Return up to five different events: the chosen one, then real ones, the newest first."""
        chosen = self._chosen(TRIGGER, self.parts[TRIGGER])
        found = [*([chosen] if chosen else []), *self._real_events()]
        found = found or [self._declared_event() or Known({}, "declared")]
        different = {dump(one.output): one for one in found[::-1]}
        return list(different.values())[::-1][:EVENTS]

    def _trigger(self) -> Known | None:
        chosen = self._chosen(TRIGGER, self.parts[TRIGGER])
        return chosen or next(iter(self._real_events()), None) or self._declared_event()

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
        for one in self._past:
            if one.is_of(name, part) and one.outputs.get(name) is not None:
                return _shown(one.outputs[name], "run", one.at)
        return None

    def _real_events(self) -> list[Known]:
        part = self.parts[TRIGGER]
        ran = [_shown(one.event, "run", one.at) for one in self._past if one.is_of(TRIGGER, part)]
        return sorted([*ran, *self._caught(part)], key=_moment, reverse=True)

    def _caught(self, part: Part) -> Iterator[Known]:
        """Yield the requests caught for building, where only one kind of event comes so."""
        if part.connection is None or not isinstance(part.offer, WebhookTrigger):
            return
        offered = registry.get(part.slug).triggers
        if sum(isinstance(one, WebhookTrigger) for one in offered) > 1:
            return
        for one in Caught.objects.filter(connection=part.connection).order_by("-id")[:EVENTS]:
            yield _shown(orjson.loads(one.payload), "caught", one.received_at)

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


def _moment(one: Known) -> datetime:
    return one.at or now()


def _newest_runs(bundle: Bundle, services: Services) -> Iterator[_Past]:
    mine = Entry.objects.of(bundle.workspace_id, now()).filter(bundle_id=bundle.pk, kind="run")
    entries = list(mine.exclude(status="duplicate").newest_first()[:RUNS_READ])
    versions = BundleVersion.objects.filter(pk__in={one.version_id for one in entries})
    parts = {one.pk: parts_of(one.definition, services) for one in versions}
    for entry in entries:
        told = orjson.loads(entry.details)
        known = parts.get(entry.version_id, {}) if entry.version_id else {}
        yield _Past(entry.received_at, told.get("trigger"), _outputs(told.get("steps", ())), known)


def _outputs(steps: Sequence[Mapping[str, Any]]) -> dict[str, Json]:
    """Return what each step gave that succeeded; inside a loop, what its first pass gave."""
    found: dict[str, Json] = {}
    for step in steps:
        if step.get("status") == "succeeded" and step.get("output") is not None:
            found.setdefault(str(step.get("id")), step["output"])
    return found
