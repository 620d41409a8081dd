"""A bundle's time as the tool of a mass import or export."""

from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.bundles.errors import BundleHasMoved
from engine.bundles.models import Bundle
from engine.bundles.services.life import refuse_unready
from engine.bundles.states import Cause, move
from engine.queue import services as queue
from engine.triggers import services as sources

S = Bundle.Status


@transaction.atomic
def begin_migration(bundle: Bundle, actor: Actor) -> Bundle:
    """Give a published bundle over to a migration; meanwhile it works as if it were running."""
    if bundle.status == S.MIGRATION:
        return bundle
    refuse_unready(bundle)
    move(bundle, S.MIGRATION, Cause("migration_began", actor.label))
    queue.resume(bundle.pk)
    if bundle.version is not None:
        sources.arm(bundle, bundle.workspace, bundle.version.definition, None)
    return bundle


def end_migration(bundle_id: UUID, *, resumes: bool) -> bool:
    """Let the bundle run on, or pause it; False when somebody has stopped it meanwhile."""
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
