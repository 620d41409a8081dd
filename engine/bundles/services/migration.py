"""A bundle's time as the tool of a mass import or export."""

from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.bundles.errors import BundleHasMoved, InTrash, NotPublished
from engine.bundles.models import Bundle
from engine.bundles.states import Cause, move

S = Bundle.Status


@transaction.atomic
def begin_migration(bundle: Bundle, actor: Actor) -> Bundle:
    """Give a published bundle over to a migration: its runs go on, its trigger rests."""
    if bundle.status == S.DELETED:
        raise InTrash
    if bundle.version is None:
        raise NotPublished
    if bundle.status != S.MIGRATION:
        move(bundle, S.MIGRATION, Cause("migration_began", actor.label))
    return bundle


def end_migration(bundle_id: UUID, *, resumes: bool) -> bool:
    """Let the bundle run again, or pause it; False when somebody has stopped it meanwhile."""
    bundle = Bundle.objects.filter(pk=bundle_id, status=S.MIGRATION).first()
    if bundle is None:
        return False
    try:
        if resumes:
            move(bundle, S.RUNNING, Cause("migration_ended"))
        else:
            move(bundle, S.PAUSED, Cause("migration_ended_paused"))
    except BundleHasMoved:
        return False
    return True
