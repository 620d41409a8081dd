"""Questions about bundles, their versions and groups; each starts at a workspace or a bundle."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, F, Func, JSONField, Q, TextField, Value, When

from engine.accounts.models import Workspace
from engine.api.searching import says

if TYPE_CHECKING:
    from engine.bundles.models import Bundle, BundleVersion, Group  # noqa: F401 (type arguments)


class BundleQuerySet(models.QuerySet["Bundle"]):
    """What is asked of bundles."""

    def of(self, workspace: Workspace) -> Self:
        """Only this workspace's, and only what people made: nobody else finds a hidden one."""
        return self.automations().filter(workspace=workspace)

    def automations(self) -> Self:
        """Those that people made; the hidden ones carry the system's alerts."""
        return self.filter(purpose="automation")

    def present(self) -> Self:
        """Not in the trash."""
        return self.exclude(status="deleted")

    def ended(self, moment: datetime) -> Self:
        """Running although their end time has come."""
        return self.filter(status="running", run_until__lte=moment)

    def named(self, search: str, slugs: Sequence[str]) -> Self:
        """Whose name, or the name of a service used in them, contains the text in any case.

        `slugs` are the services whose translated name contains it; slugs themselves match as well.
        """
        words = Func(
            F("connectors"), Value("\n"), function="array_to_string", output_field=TextField()
        )
        by_service = says(words, search) | Q(connectors__overlap=list(slugs))
        return self.filter(says("name", search) | by_service)

    def with_changed(self) -> Self:
        """Tell in `changed` whether the draft differs from the live version."""
        # Compared by the database: to Python true and 1 are the same, to a condition they are not.
        same = When(version__definition=F("draft"), then=Value(False))
        return self.annotate(changed=Case(same, default=Value(True)))

    def by_status(self) -> dict[str, int]:
        """Count them by status, in one query; `all` leaves the trash out."""
        found = dict.fromkeys(self.model.Status.values, 0)
        found |= dict(self.order_by().values_list("status").annotate(count=Count("pk")))
        return {**found, "all": sum(found.values()) - found["deleted"]}

    def as_rows(self) -> Self:
        """Everything a list shows of a bundle itself, without loading any definition."""
        live = When(version__isnull=False, then=F("version__definition__trigger"))
        trigger = Case(live, default=F("draft__trigger"), output_field=JSONField())
        return (
            self.with_changed()
            .annotate(trigger=trigger, version_number=F("version__number"))
            .select_related("group")
            .defer("draft")
        )


class VersionQuerySet(models.QuerySet["BundleVersion"]):
    """What is asked of published versions."""

    def of(self, bundle: "Bundle") -> Self:
        """Only this bundle's, with who published them."""
        return self.filter(bundle=bundle).select_related("published_by")


class GroupQuerySet(models.QuerySet["Group"]):
    """What is asked of groups."""

    def of(self, workspace: Workspace) -> Self:
        """Only this workspace's."""
        return self.filter(workspace=workspace)

    def with_counts(self) -> Self:
        """Tell in `size` how many bundles each holds, the trash not counted."""
        return self.annotate(size=Count("bundles", filter=~Q(bundles__status="deleted")))
