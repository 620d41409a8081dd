"""A whole rehearsal: up to five events, one after another, within one budget."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings

from connectors.sdk import AddressPolicy, ShutDoor
from engine.flow.definition import Draft
from engine.kernel.json_types import Json
from engine.rehearsal.rehearsing import Rehearsal
from engine.rehearsal.samples import Known, Shelf
from engine.rehearsal.scene import draft_of
from engine.rehearsal.story import Budget, CutShort, Story
from engine.rehearsal.trying import a_run, tools_with
from engine.rehearsal.unfinished import unfinished_steps
from engine.rehearsal.words import told_error
from engine.runs.results import Ending, Wait
from engine.runs.tools import Tools

DEADLINE_S = 20.0


@dataclass(frozen=True, slots=True)
class Told:
    """What one event would lead to; `error` is what its run would fail with."""

    event: Json
    origin: str
    at: datetime | None
    status: str
    steps: Sequence[dict[str, Any]] = ()
    error: dict[str, Any] | None = None


def rehearse(shelf: Shelf, events: Sequence[Known]) -> list[Told]:
    """Walk the draft with each event; nothing is sent, and nothing is written anywhere."""
    return asyncio.run(_Walkthrough(shelf).told(events))


@dataclass
class _Walkthrough:
    shelf: Shelf
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        bundle = self.shelf.bundle
        self.draft: Draft = draft_of(bundle)
        self.unfinished = unfinished_steps(bundle.draft, self.shelf.services)
        self.outputs = self.shelf.samples.steps

    async def told(self, events: Sequence[Known]) -> list[Told]:
        door = ShutDoor(AddressPolicy(settings.ALLOWED_NETWORKS))
        async with tools_with(door, renews=False) as tools:
            return [await self._one(event, tools) for event in events]

    async def _one(self, event: Known, tools: Tools) -> Told:
        run = a_run(self.shelf.bundle, event.output, lasts_s=DEADLINE_S)
        story = Story(self.shelf.parts, self.unfinished, self.budget)
        rehearsal = Rehearsal(run, self.draft, tools, story=story)
        rehearsal.outputs = self.outputs
        error = None
        try:
            async with asyncio.timeout(DEADLINE_S):
                ending = await rehearsal.perform()
            status = ending.status
            error = told_error(_error_of(ending))
        except (CutShort, TimeoutError):
            status = "cut_short"
        if status == "succeeded" and story.is_unfinished:
            status = "unfinished"
        return Told(event.output, event.origin, event.at, status, story.steps, error)


def _error_of(ending: Ending | Wait) -> Mapping[str, Any] | None:
    if isinstance(ending, Ending):
        return ending.story.error
    return orjson.loads(ending.error) if ending.error else None
