"""Groups of bundles."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from engine.accounts.models import Workspace
from engine.bundles.errors import NameIsTaken
from engine.bundles.models import Group

NAME_ONCE = "group_name_once"


def create_group(workspace: Workspace, name: str) -> Group:
    """Make a group; its name is unique in the workspace in any case."""
    with _name_is_free(name):
        return Group.objects.create(workspace=workspace, name=name)


def rename_group(group: Group, name: str) -> Group:
    """Give the group another name."""
    group.name = name
    with _name_is_free(name):
        group.save(update_fields=["name"])
    return group


@transaction.atomic
def delete_group(group: Group) -> None:
    """Delete the group; its bundles stay, in no group."""
    # The row first, as whoever puts a bundle into it does.
    Group.objects.select_for_update().filter(pk=group.pk).first()
    group.delete()


@contextmanager
def _name_is_free(name: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, UniqueViolation) and cause.diag.constraint_name == NAME_ONCE:
            raise NameIsTaken(name=name) from error
        raise
