"""Questions about connections; each begins with the workspace."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import models
from django.db.models.functions import JSONObject

from engine.accounts.models import Workspace
from engine.api.searching import says
from engine.catalog.strings import slugs_named

if TYPE_CHECKING:
    from engine.connections.models import Connection
else:
    Connection = models.Model


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Which connections."""

    def of(self, workspace: Workspace) -> Self:
        """Those of one workspace."""
        return self.filter(workspace=workspace)

    def named(self, search: str) -> Self:
        """Those whose name, account or service has this text in it, in any case."""
        return self.filter(
            says("name", search)
            | says("account", search)
            | models.Q(connector__in=slugs_named(search))
        )

    def with_uses(self) -> Self:
        """With `bundles_using`: id, name and status of each bundle that uses the connection."""
        bundle = JSONObject(
            id="uses__bundle_id", name="uses__bundle__name", status="uses__bundle__status"
        )
        used = models.Q(uses__bundle__purpose="automation")
        nothing = models.Value([], models.JSONField())
        return self.annotate(
            bundles_using=JSONBAgg(bundle, distinct=True, filter=used, default=nothing)
        )
