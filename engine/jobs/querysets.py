"""Questions about jobs and their results; each starts at a workspace or a job."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now

from engine.accounts.models import Workspace

if TYPE_CHECKING:
    from engine.jobs.models import Job, Result  # noqa: F401 (type arguments)


class JobQuerySet(models.QuerySet["Job"]):
    """What is asked of jobs."""

    def of(self, workspace: Workspace) -> Self:
        """Only this workspace's."""
        return self.filter(workspace=workspace)

    def due(self) -> Self:
        """To be looked at now."""
        return self.filter(next_at__lte=Now())

    def under_way(self) -> Self:
        """Neither over nor kept from going on."""
        return self.filter(state__in=("waiting", "running"))


class ResultQuerySet(models.QuerySet["Result"]):
    """What is asked of results."""

    def of(self, job: "Job") -> Self:
        """Only this job's."""
        return self.filter(job=job)

    def pending(self) -> Self:
        """Not sent yet, in the order in which their events had come."""
        return self.filter(status="pending").order_by("id")
