"""From draft to live version."""

from django.db import transaction
from django.db.models import F, Max

from engine.accounts.access import Actor
from engine.bundles.errors import DefinitionHasMistakes, DraftIsStale, InTrash
from engine.bundles.listening import listening_changed
from engine.bundles.models import Bundle, BundleVersion
from engine.bundles.services.locking import locked
from engine.bundles.states import MOVING, Cause, tell, trigger_connections
from engine.bundles.uses import describe, keep_connections, rewrite
from engine.bundles.validation import publishing_mistakes
from engine.kernel.clock import now
from engine.kernel.errors import Mistake
from engine.triggers.services import Choice, follow


@transaction.atomic
def publish(bundle: Bundle, actor: Actor, *, position: Choice = None) -> BundleVersion:
    """Make the draft the live version; a running bundle runs on with it, its position kept.

    Every mistake is reported at once; a draft that equals the live version returns that version.
    Raises PositionAsked when its trigger looks elsewhere and no `position` says where it goes on.
    """
    services = keep_connections(bundle.workspace_id, bundle.draft)
    present = locked(bundle)
    if present.status == Bundle.Status.DELETED:
        raise InTrash
    if present.revision != bundle.revision:
        raise DraftIsStale(revision=present.revision)
    if found := publishing_mistakes(present.draft, services):
        raise DefinitionHasMistakes(found)
    if present.version is not None and not _differs(present):
        return present.version
    listened = trigger_connections(present)
    version = _make_live(present, actor)
    rewrite(present, version.definition, services, live=True)
    listening_changed([*listened, *trigger_connections(present)])
    is_running = present.status in MOVING
    home = present.workspace
    follow(present, home, version.definition, choice=position, is_running=is_running)
    tell(present, Cause("bundle_published", actor.label, {"version": version.number}))
    return version


@transaction.atomic
def check(bundle: Bundle) -> list[Mistake]:
    """Return everything that keeps the draft from being published; nothing is changed."""
    services = keep_connections(bundle.workspace_id, bundle.draft)
    return publishing_mistakes(bundle.draft, services)


def _differs(bundle: Bundle) -> bool:
    same = Bundle.objects.filter(pk=bundle.pk, version__definition=F("draft"))
    return not same.exists()


def _make_live(bundle: Bundle, actor: Actor) -> BundleVersion:
    newest = bundle.versions.aggregate(newest=Max("number"))["newest"] or 0
    version = BundleVersion.objects.create(
        bundle=bundle, number=newest + 1, definition=bundle.draft, published_by=actor.user
    )
    bundle.version = version
    bundle.updated_at = now()
    fields = ["version", "connectors", "trigger_kind", "updated_at"]
    if bundle.status == Bundle.Status.PAUSED:
        bundle.status_reason = None  # what stopped it was about the version before
        fields.append("status_reason")
    describe(bundle)
    bundle.save(update_fields=fields)
    return version
