"""What resending one row would do, told before anybody does it."""

from typing import Any
from uuid import UUID

import orjson

from connectors.sdk import Action as Verb
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, BundleVersion
from engine.catalog import registry
from engine.connections.models import Connection
from engine.flow.definition import Action
from engine.jobs.refusals import CannotBeResent
from engine.jobs.resend.asking import Attempts
from engine.jobs.resend.cases import Case, How, case_of, program_of, surroundings_of
from engine.jobs.resend.forecast import Find, Forecast
from engine.jobs.resend.plans import Plan
from engine.journal.models import Entry
from engine.journal.rows import Row, spoken_error
from engine.kernel.clock import now, written
from engine.kernel.errors import NotFound
from engine.kernel.json_types import JsonObject

NO_PLAN = Plan(None)


def preview(workspace: Workspace, entry_id: UUID, how: How) -> Row:
    """Return where the row would be gone on with, what would be kept and what would be sent.

    Raises NotFound.
    """
    entry = Entry.objects.of(workspace, now()).filter(id=entry_id).first()
    if entry is None:
        raise NotFound
    around = surroundings_of([entry])
    bundle = around.bundles.get(entry.bundle_id) if entry.bundle_id else None
    plan, refusal = NO_PLAN, None
    sent: list[Row] = []
    try:
        case = case_of(entry, around, how)
        plan, sent = case.plan, _sent(case, workspace)
        Attempts.at([entry]).refuse(entry, how)
    except CannotBeResent as found:
        refusal = found
    return {
        "possible": refusal is None,
        "reason": spoken_error(refusal.to_json()) if refusal else None,
        "from_step": plan.from_step,
        "old": _old(entry),
        "new": {"event": plan.event, **_live(entry, bundle), "steps": sent},
        "kept_steps": [_kept(state) for state in plan.kept],
    }


def _old(entry: Entry) -> Row:
    told = orjson.loads(entry.details) if entry.kind == Entry.Kind.RUN else {}
    return {"event": told.get("trigger"), "version": _number(entry.version_id)}


def _live(entry: Entry, bundle: Bundle | None) -> Row:
    """Return the version it would run on from the start, and whether that is another one."""
    live = bundle.version if bundle else None
    was = entry.version_id
    differs = was is not None and bundle is not None and bundle.version_id != was
    return {"version": live.number if live else None, "differs": differs}


def _sent(case: Case, workspace: Workspace) -> list[Row]:
    version_id = case.plan.version_id or case.bundle.version_id
    if version_id is None:
        return []
    run: JsonObject = {"id": str(case.entry.id), "now": written(now())}
    scope = {"trigger": case.plan.event, "run": {**run, "time_zone": workspace.time_zone}}
    steps = orjson.loads(case.entry.details).get("steps", ())
    before = {step.get("path") or step["id"]: step.get("input") for step in steps}
    ahead = Forecast(case.plan.states, _finder(workspace))
    return [
        {
            "id": one.id,
            "path": one.path,
            "input": one.inputs,
            "old_input": before.get(one.path),
            "error": spoken_error(one.error),
        }
        for one in ahead.of(program_of(version_id), scope)
    ]


def _finder(workspace: Workspace) -> Find:
    """Return what finds the action of a step, of the services that the workspace has."""
    services = dict(Connection.objects.of(workspace).values_list("pk", "connector"))

    def find(step: Action) -> Verb | None:
        slug = services.get(step.connection) if step.connection else step.connector
        connector = registry.find(slug)
        return connector.action(step.action) if connector else None

    return find


def _number(version_id: UUID | None) -> int | None:
    if version_id is None:
        return None
    return BundleVersion.objects.filter(pk=version_id).values_list("number", flat=True).first()


def _kept(state: dict[str, Any]) -> Row:
    return {
        "id": state["id"],
        "path": state.get("path") or state["id"],
        "status": state["status"],
        "output": state.get("output"),
    }
