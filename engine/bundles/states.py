"""The one table of a bundle's allowed moves, and the one way to make a move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction

from engine.bundles.errors import BundleHasMoved, MoveIsNotAllowed
from engine.bundles.listening import listening_changed
from engine.bundles.models import Bundle, Use
from engine.journal.services import note
from engine.kernel.clock import now, written
from engine.kernel.json_types import JsonObject
from engine.triggers import services as sources

S = Bundle.Status


class Mover(Enum):
    """Who may make a move."""

    USER = "user"
    SYSTEM = "system"


MOVING = (S.RUNNING, S.MIGRATION)
USER, SYSTEM = {Mover.USER}, {Mover.SYSTEM}
BOTH = USER | SYSTEM

MOVES: Mapping[tuple[str, str], set[Mover]] = {
    (S.PAUSED, S.RUNNING): USER,
    (S.PAUSED, S.MIGRATION): USER,
    (S.PAUSED, S.DELETED): USER,
    (S.RUNNING, S.PAUSED): BOTH,
    (S.RUNNING, S.MIGRATION): USER,
    (S.RUNNING, S.BLOCKED): SYSTEM,
    (S.RUNNING, S.DELETED): USER,
    (S.MIGRATION, S.RUNNING): SYSTEM,
    (S.MIGRATION, S.PAUSED): BOTH,
    (S.MIGRATION, S.BLOCKED): SYSTEM,
    (S.MIGRATION, S.DELETED): USER,
    (S.BLOCKED, S.RUNNING): USER,
    (S.BLOCKED, S.PAUSED): USER,
    (S.BLOCKED, S.DELETED): USER,
    (S.DELETED, S.PAUSED): USER,
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a bundle moves: a code with words, who did it (None: the system), the numbers behind."""

    code: str
    actor: str | None = None
    params: JsonObject = field(default_factory=dict)
    connection_id: UUID | None = None

    @property
    def mover(self) -> Mover:
        """Whether a person or the system moves the bundle."""
        return Mover.SYSTEM if self.actor is None else Mover.USER


@transaction.atomic
def move(bundle: Bundle, to: Bundle.Status, cause: Cause) -> None:
    """Bring the bundle to a status and write the system row; refuses what `MOVES` does not allow.

    Raises BundleHasMoved when its status is no longer the one `bundle` was read with.
    """
    before = bundle.status
    if cause.mover not in MOVES.get((before, to), set()):
        raise MoveIsNotAllowed(present=before, wanted=to)
    changes = _changes(bundle, to, cause)
    if not Bundle.objects.filter(pk=bundle.pk, status=before).update(**changes):
        raise BundleHasMoved
    for name, value in changes.items():
        setattr(bundle, name, value)
    tell(bundle, cause)
    if to not in MOVING:
        sources.disarm(bundle.pk)
    listening_changed(trigger_connections(bundle))


def tell(bundle: Bundle, cause: Cause) -> None:
    """Write what happened to a bundle into the journal as a system row."""
    note(
        bundle.workspace_id,
        code=cause.code,
        bundle_id=bundle.pk,
        connection_id=cause.connection_id,
        actor=cause.actor,
        params=_params(bundle, cause),
    )


def reason(bundle: Bundle, cause: Cause) -> JsonObject | None:
    """Return what a bundle shows as why it stands still; a person's own doing needs none."""
    if cause.mover is Mover.USER:
        return None
    return {"code": cause.code, "params": _params(bundle, cause), "at": written(now())}


def trigger_connections(bundle: Bundle) -> list[UUID]:
    """Return the connections whose events the live version takes."""
    uses = Use.objects.filter(bundle=bundle, role=Use.Role.TRIGGER, live=True)
    return list(uses.values_list("connection_id", flat=True))


def _params(bundle: Bundle, cause: Cause) -> JsonObject:
    return {"bundle": bundle.name, **cause.params}


def _changes(bundle: Bundle, to: Bundle.Status, cause: Cause) -> dict[str, Any]:
    moment = now()
    changes: dict[str, Any] = {
        "status": to,
        "status_reason": None if to == S.RUNNING else reason(bundle, cause),
        "updated_at": moment,
        "deleted_at": moment if to == S.DELETED else None,
    }
    return {**changes, "started_at": moment} if to == S.RUNNING else changes
