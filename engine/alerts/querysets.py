"""Questions about rules, channels and alerts; each begins with the workspace or with all open."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from engine.accounts.models import Workspace

if TYPE_CHECKING:
    from engine.alerts.models import Alert, Channel, Rule  # noqa: F401 (type arguments)


class ChannelQuerySet(models.QuerySet["Channel"]):
    """What is asked of channels."""

    def of(self, workspace: Workspace) -> Self:
        """Only this workspace's."""
        return self.filter(workspace=workspace)

    def ready(self) -> Self:
        """Those that can deliver at all; none is deleted before this transaction ends."""
        able = self.filter(bundle__status="running").select_related("bundle", "workspace")
        return able.select_for_update(of=("self",)).order_by("id")


class RuleQuerySet(models.QuerySet["Rule"]):
    """What is asked of rules."""

    def of(self, workspace: Workspace) -> Self:
        """Only this workspace's."""
        return self.filter(workspace=workspace)

    def watching(self, workspaces: Iterable[UUID], events: Iterable[str]) -> Self:
        """Those switched on in these workspaces that look for one of these events."""
        return self.filter(enabled=True, workspace__in=workspaces, event__in=events)


class AlertQuerySet(models.QuerySet["Alert"]):
    """What is asked of alerts."""

    def of(self, workspace: Workspace) -> Self:
        """Only this workspace's."""
        return self.filter(workspace=workspace)

    def open(self) -> Self:
        """What is not over."""
        return self.filter(closed_at=None)

    def to_tell(self, moment: datetime) -> Self:
        """What people are still to hear of unless muted, oldest first, with rule and workspace."""
        heard = Q(rule__muted_until=None) | Q(rule__muted_until__lte=moment)
        due = self.filter(heard, Q(tell_opened=True) | Q(tell_closed=True))
        return due.select_related("rule__workspace").order_by("id")
