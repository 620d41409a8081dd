"""Bundles while they are built: create, save the draft, rename, copy, bring back a version."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.api.words import say
from engine.bundles.errors import DefinitionHasMistakes, DraftIsStale, InTrash
from engine.bundles.models import Bundle, BundleVersion, Group
from engine.bundles.services.locking import keep_group, locked
from engine.bundles.states import Cause, tell
from engine.bundles.uses import describe, keep_connections, rewrite
from engine.bundles.validation import draft_mistakes
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake
from engine.kernel.json_types import JsonObject

NAME_LIMIT = 200


class Changes(TypedDict, total=False):
    """What a person may change about a bundle at once; what is absent stays."""

    name: str
    group: UUID | None
    run_until: datetime | None
    is_confidential: bool
    definition: JsonObject


@transaction.atomic
def create(
    workspace: Workspace,
    actor: Actor,
    *,
    name: str,
    definition: JsonObject,
    group: UUID | None = None,
) -> Bundle:
    """Make a paused bundle with this draft, in revision 1."""
    _refuse_malformed(definition)
    services = keep_connections(workspace.pk, definition)
    bundle = Bundle(
        workspace=workspace,
        name=name,
        group=keep_group(workspace, group),
        draft=definition,
        drafted_at=now(),
        drafted_by=actor.label,
    )
    describe(bundle)
    bundle.save(force_insert=True)
    rewrite(bundle, definition, services, live=False)
    tell(bundle, Cause("bundle_created", actor.label))
    return bundle


@transaction.atomic
def change(
    bundle: Bundle,
    changes: Changes,
    *,
    revision: int | None = None,
    actor: Actor | None = None,
) -> Bundle:
    """Apply the changes; a `revision` other than the draft's present one refuses them all.

    The draft remembers the actor for whoever edits it at the same time; the journal tells who
    made the bundle confidential, or no longer so.
    """
    definition = changes.get("definition")
    services: Mapping[UUID, str] = {}
    if definition is not None:
        _refuse_malformed(definition)
        services = keep_connections(bundle.workspace_id, definition)
    group = keep_group(bundle.workspace, changes.get("group"))
    present = locked(bundle)
    if present.status == Bundle.Status.DELETED:
        raise InTrash
    _refuse_stale(present, revision)
    was_confidential = present.is_confidential
    _apply(present, _columns(changes, group))
    if present.is_confidential != was_confidential:
        code = "bundle_confidential" if present.is_confidential else "bundle_open"
        tell(present, Cause(code, actor.label if actor else None))
    if definition is not None and not _is_same(definition, present.draft):
        _save_draft(present, definition, services, actor.label if actor else "")
    return present


@transaction.atomic
def copy(bundle: Bundle, actor: Actor, *, language: str | None = None) -> Bundle:
    """Make a paused, unpublished bundle with the same draft, named as a copy."""
    suffix = say("copy_suffix", language=language)
    made = create(
        bundle.workspace,
        actor,
        name=bundle.name[: NAME_LIMIT - len(suffix)] + suffix,
        definition=bundle.draft,
        group=bundle.group_id,
    )
    _apply(made, {"is_confidential": bundle.is_confidential})
    return made


@transaction.atomic
def bring_back(version: BundleVersion, actor: Actor, *, revision: int | None = None) -> Bundle:
    """Make a published version the draft again; what runs is not touched until it is published."""
    bundle = change(
        version.bundle, {"definition": version.definition}, revision=revision, actor=actor
    )
    tell(bundle, Cause("version_restored", actor.label, {"version": version.number}))
    return bundle


def _columns(changes: Changes, group: Group | None) -> dict[str, Any]:
    columns: dict[str, Any] = {"updated_at": now()}
    if "name" in changes:
        columns["name"] = changes["name"]
    if "group" in changes:
        columns["group"] = group
    if "is_confidential" in changes:
        columns["is_confidential"] = changes["is_confidential"]
    if "run_until" in changes:
        _refuse_past(changes["run_until"])
        columns["run_until"] = changes["run_until"]
    return columns


def _save_draft(
    bundle: Bundle, definition: JsonObject, services: Mapping[UUID, str], by: str
) -> None:
    bundle.draft = definition
    describe(bundle)
    fields = {
        "draft": definition,
        "revision": bundle.revision + 1,
        "drafted_at": now(),
        "drafted_by": by,
        "connectors": bundle.connectors,
        "trigger_kind": bundle.trigger_kind,
    }
    _apply(bundle, fields)
    rewrite(bundle, definition, services, live=False)


def _apply(bundle: Bundle, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(bundle, name, value)
    bundle.save(update_fields=list(fields))


def _is_same(one: JsonObject, other: JsonObject) -> bool:
    # As text: to Python true equals 1, to a condition it does not.
    return _sorted(one) == _sorted(other)


def _sorted(definition: JsonObject) -> str:
    # Not orjson: PostgreSQL gives 1e300 back as a whole number of 301 digits, which it refuses.
    return json.dumps(definition, sort_keys=True)


def _refuse_malformed(definition: JsonObject) -> None:
    if found := draft_mistakes(definition):
        raise DefinitionHasMistakes(found)


def _refuse_stale(bundle: Bundle, revision: int | None) -> None:
    if revision is not None and revision != bundle.revision:
        params = {"revision": bundle.revision}
        raise DraftIsStale([Mistake("/revision", DraftIsStale.code, params)], **params)


def _refuse_past(moment: datetime | None) -> None:
    if moment is not None and moment <= now():
        raise Invalid([Mistake("/run_until", "must_be_future")])
