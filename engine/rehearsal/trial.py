"""One action of a draft for real, once, as a step of a run would do it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from connectors.sdk import NOBODY, AddressPolicy, Door, DoorLimits, Login
from engine.accounts.access import Actor
from engine.bundles.models import Bundle
from engine.flow.definition import Action, walk
from engine.journal.services import note
from engine.kernel.errors import NotFound
from engine.kernel.json_types import Json
from engine.rehearsal import services
from engine.rehearsal.errors import StepCallsNothing
from engine.rehearsal.samples import Known, Shelf
from engine.rehearsal.scene import draft_of, scene_at
from engine.rehearsal.trying import Once, Unrecorded, a_run, tools_with
from engine.rehearsal.unfinished import unfinished_steps
from engine.rehearsal.words import told_error, told_mistake
from engine.runs.outcome import Held, PutOff

DEADLINE_S = 30.0
TIMED_OUT = {"code": "timed_out", "remedy": "retry"}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it, without secrets; `sample` is what the step is known to give from now on."""

    status: str
    input: Json = None
    output: Json = None
    error: Mapping[str, Any] | None = None
    ms: float = 0.0
    sample: Known | None = None


def try_step(shelf: Shelf, name: str, actor: Actor, *, event: Json) -> Tried:
    """Do it with the samples, say so in the journal, keep what it gave as the step's sample."""
    bundle, samples = shelf.bundle, shelf.samples
    step, before = _action(bundle, name), samples.steps.get(name)
    if mistakes := unfinished_steps(bundle.draft, shelf.services).get(name):
        return Tried("failed", error=told_mistake(mistakes[0]), sample=before)
    scope = dict(scene_at(bundle, samples, name, event).scope)
    told, login = asyncio.run(_tried(bundle, step, scope, event))
    has_failed, part = told["status"] == "failed", shelf.parts[name]
    with transaction.atomic():
        _tell(bundle, step, actor, has_failed=has_failed)
        if has_failed:
            error = told_error(told["error"], part.slug)
            return Tried("failed", told["input"], None, error, _took_ms(told), before)
        known = services.keep_output(
            bundle, name, part, output=told["output"], actor=actor, login=login
        )
    return Tried("succeeded", told["input"], known.output, None, _took_ms(told), known)


async def _tried(
    bundle: Bundle, step: Action, scope: dict[str, Any], event: Json
) -> tuple[dict[str, Any], Login]:
    """Return the story of the step, and whose login it used."""
    policy = AddressPolicy(settings.ALLOWED_NETWORKS)
    limits = DoorLimits(timeout_s=DEADLINE_S, timeout_max_s=DEADLINE_S)
    async with Door(policy, limits) as door, tools_with(door, renews=True) as tools:
        run = a_run(bundle, event, lasts_s=DEADLINE_S)
        once = Once(Unrecorded(run, draft_of(bundle).program, {}, tools), step, step.id)
        try:
            async with asyncio.timeout(DEADLINE_S):
                told = await once.perform(scope)
        except (PutOff, Held) as rest:
            told = once.failed(rest.error or {})
        except TimeoutError:
            told = once.failed(TIMED_OUT)
    return told, once.account.login if once.account else NOBODY


def _action(bundle: Bundle, name: str) -> Action:
    """Return the action as it is tried: its failure leads to nothing else."""
    steps = {one.id: one for _, one in walk(draft_of(bundle).program.steps)}
    step = steps.get(name)
    if step is None:
        raise NotFound
    if not isinstance(step, Action):
        raise StepCallsNothing(step=name)
    return replace(step, on_error="stop", at_most_once=False)


def _tell(bundle: Bundle, step: Action, actor: Actor, *, has_failed: bool) -> None:
    note(
        bundle.workspace_id,
        code="step_test_failed" if has_failed else "step_tested",
        bundle_id=bundle.pk,
        connection_id=step.connection,
        actor=actor.label,
        params={"bundle": bundle.name, "step": step.name or step.id},
    )


def _took_ms(told: Mapping[str, Any]) -> float:
    return sum(float(one["ms"]) for one in told["attempts"])
