"""Rows held still while a service works on them.

The order is always connections, then groups, then bundles by id, so that nobody waits in a circle.
"""

from uuid import UUID

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, Group
from engine.kernel.errors import Mistake, NotFound


def locked(bundle: Bundle) -> Bundle:
    """Return the bundle as it is now; nobody else changes it before this transaction ends."""
    mine = Bundle.objects.filter(pk=bundle.pk)
    if not mine.select_for_update(no_key=True).values_list("pk"):
        raise NotFound
    # Read again: what the locking query joins is as it was before it had to wait.
    return mine.select_related("version", "workspace", "group").get()


def keep_group(workspace: Workspace, group_id: UUID | None) -> Group | None:
    """Return the group to put a bundle in, which cannot be deleted before the transaction ends."""
    if group_id is None:
        return None
    # Not key-share: Django cannot say it, and a group's name is seldom changed.
    group = Group.objects.of(workspace).select_for_update(no_key=True).filter(pk=group_id).first()
    if group is None:
        raise NotFound([Mistake("/group", NotFound.code)])
    return group
