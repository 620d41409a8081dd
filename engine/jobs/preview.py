"""What resending one row would do, told before anybody does it."""

from typing import Any
from uuid import UUID

import orjson

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, BundleVersion
from engine.jobs.asking import Attempts
from engine.jobs.cases import How, case_of, surroundings_of
from engine.jobs.plans import Plan
from engine.jobs.refusals import CannotBeResent
from engine.journal.models import Entry
from engine.journal.rows import Row, spoken_error
from engine.kernel.clock import now
from engine.kernel.errors import NotFound

NO_PLAN = Plan(None)


def preview(workspace: Workspace, entry_id: UUID) -> Row:
    """Return where the row would be gone on with and what would be kept; raises NotFound."""
    entry = Entry.objects.of(workspace, now()).filter(id=entry_id).first()
    if entry is None:
        raise NotFound
    around = surroundings_of([entry])
    plan, refusal = NO_PLAN, None
    try:
        plan = case_of(entry, around, How()).plan
        Attempts.at([entry]).refuse(entry, How())
    except CannotBeResent as found:
        refusal = found
    return {
        "possible": refusal is None,
        "reason": spoken_error(refusal.to_json()) if refusal else None,
        "from_step": plan.from_step,
        **_versions(entry, around.bundles.get(entry.bundle_id) if entry.bundle_id else None),
        "kept_steps": [_kept(state) for state in plan.kept],
    }


def _versions(entry: Entry, bundle: Bundle | None) -> Row:
    live = bundle.version if bundle else None
    told = orjson.loads(entry.details) if entry.kind == Entry.Kind.RUN else {}
    return {
        "old": {"event": told.get("trigger"), "version": _number(entry.version_id)},
        "new": {
            "version": live.number if live else None,
            "differs": entry.version_id is not None
            and bundle is not None
            and bundle.version_id != entry.version_id,
        },
    }


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
