"""One thing done to many bundles, each by itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, Group
from engine.bundles.services.drafts import change
from engine.bundles.services.life import pause, restore, start, trash
from engine.kernel.errors import DomainError, Mistake, NotFound

Deed: TypeAlias = Literal["start", "pause", "delete", "restore", "move"]
DEEDS: Mapping[str, Callable[[Bundle, Actor], Bundle]] = {
    "start": start,
    "pause": pause,
    "delete": trash,
    "restore": restore,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it for one bundle."""

    id: UUID
    status: str | None
    error: DomainError | None = None


def bulk(
    workspace: Workspace, actor: Actor, ids: Iterable[UUID], *, do: Deed, group: UUID | None = None
) -> list[Result]:
    """Do it to each bundle in a transaction of its own; one refusal does not undo the others."""
    if group is not None and not Group.objects.of(workspace).filter(pk=group).exists():
        raise NotFound([Mistake("/group", NotFound.code)])
    return [_one(workspace, actor, bundle_id, do, group) for bundle_id in dict.fromkeys(ids)]


def _one(
    workspace: Workspace, actor: Actor, bundle_id: UUID, do: Deed, group: UUID | None
) -> Result:
    try:
        with transaction.atomic():
            mine = Bundle.objects.of(workspace).select_related("version", "workspace")
            bundle = mine.filter(pk=bundle_id).first()
            if bundle is None:
                raise NotFound
            done = change(bundle, {"group": group}) if do == "move" else DEEDS[do](bundle, actor)
    except DomainError as error:
        return Result(bundle_id, None, error)
    return Result(bundle_id, done.status)
