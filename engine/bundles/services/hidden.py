"""Hidden bundles: they carry the system's own messages; people neither find nor move them."""

from django.db import transaction
from django.db.models import Max

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, BundleVersion
from engine.bundles.uses import describe, keep_connections, rewrite
from engine.kernel.clock import now
from engine.kernel.json_types import JsonObject
from engine.queue import services as queue

SET = [
    *("name", "draft", "version", "status", "status_reason", "connectors", "trigger_kind"),
    *("updated_at", "started_at"),
]


@transaction.atomic
def keep_hidden(
    workspace: Workspace, *, name: str, definition: JsonObject, bundle: Bundle | None = None
) -> Bundle:
    """Have a hidden bundle run this definition: a new one, or the one given with a new version.

    The definition is the engine's own, so it may use what the installation itself is signed in to.
    """
    connections = keep_connections(workspace.pk, definition)
    hidden = bundle or Bundle(workspace=workspace, purpose=Bundle.Purpose.ALERTS)
    if bundle is None:
        hidden.save(force_insert=True)
    hidden.name, hidden.draft = name, definition
    hidden.version = _next_version(hidden, definition)
    hidden.status, hidden.status_reason = Bundle.Status.RUNNING, None
    hidden.updated_at = hidden.started_at = now()
    describe(hidden)
    hidden.save(update_fields=SET)
    rewrite(hidden, definition, connections, live=True)
    queue.resume(hidden.pk)
    return hidden


@transaction.atomic
def forget_hidden(bundle: Bundle, actor: str) -> None:
    """Delete a hidden bundle; what waits for it is told in the journal as dropped."""
    queue.drop(bundle.pk, actor)
    # A running bundle has a version at every moment, also while its rows are being deleted.
    Bundle.objects.filter(pk=bundle.pk).update(status=Bundle.Status.PAUSED)
    bundle.delete()


def _next_version(bundle: Bundle, definition: JsonObject) -> BundleVersion:
    newest = bundle.versions.aggregate(newest=Max("number"))["newest"] or 0
    return BundleVersion.objects.create(bundle=bundle, number=newest + 1, definition=definition)
