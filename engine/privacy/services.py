"""The only writer of the rules by which values are masked."""

from collections.abc import Sequence

from django.db import transaction

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.journal.services import note


@transaction.atomic
def mask_fields(workspace: Workspace, rules: Sequence[str], actor: Actor) -> None:
    """Have the journal keep no values of these fields from now on; it tells who changed what."""
    before = Workspace.objects.select_for_update().get(pk=workspace.pk).masked_fields
    workspace.masked_fields = list(rules)
    if workspace.masked_fields == before:
        return
    workspace.save(update_fields=["masked_fields"])
    for code, changed in (
        ("masked_fields_added", [rule for rule in rules if rule not in before]),
        ("masked_fields_removed", [rule for rule in before if rule not in rules]),
    ):
        if changed:
            note(workspace.pk, code=code, actor=actor.label, params={"rules": list(changed)})
