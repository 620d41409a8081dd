"""What bundles, groups, connections and services are called now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from engine.accounts.models import Workspace
from engine.api.words import spoken_language
from engine.bundles.models import Bundle, Group
from engine.catalog import registry
from engine.catalog.strings import name_of
from engine.connections.models import Connection

Subject: TypeAlias = UUID | str


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the status of what has one to show."""

    name: str | None = None
    status: str | None = None


def names_of(
    workspace: Workspace, of: str, subjects: Collection[Subject]
) -> Mapping[Subject, Name]:
    """Return the names of these; what is gone is left out."""
    if of == "connector":
        installed = {str(slug) for slug in subjects}.intersection(registry.installed().slugs())
        return {slug: Name(name_of(slug, spoken_language())) for slug in installed}
    if of == "bundle":
        bundles = Bundle.objects.of(workspace).filter(pk__in=subjects)
        return {pk: Name(*told) for pk, *told in bundles.values_list("pk", "name", "status")}
    rows = Group.objects.of(workspace) if of == "group" else Connection.objects.of(workspace)
    return {pk: Name(name) for pk, name in rows.filter(pk__in=subjects).values_list("pk", "name")}
