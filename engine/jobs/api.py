"""Jobs over HTTP: ask for one, watch it, pause, resume and stop it."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts import policy
from engine.accounts.access import WorkspaceView, WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.serializers import validated
from engine.jobs import states
from engine.jobs.forms import JobFilters, PreviewWish, RefreshWish, ResendWish
from engine.jobs.models import Job, Result
from engine.jobs.querysets import JobQuerySet
from engine.jobs.refresh import asking as refreshing
from engine.jobs.refresh.asking import Scope
from engine.jobs.resend import asking
from engine.jobs.resend.asking import Wish
from engine.jobs.resend.cases import How
from engine.jobs.resend.preview import preview
from engine.jobs.rows import job_rows, result_rows
from engine.jobs.shapes import (
    CountShape,
    JobShape,
    PreviewShape,
    RefreshCountShape,
    ResultShape,
)


class ResendView(WorkspaceView):
    """Resending what failed."""

    needs: ClassVar = {"post": Permission.OPERATE}

    @extend_schema(
        operation_id="journal_resend",
        request=ResendWish,
        responses={
            200: OpenApiResponse(CountShape, description="For `dry_run`: how many rows."),
            202: OpenApiResponse(JobShape, description="The job; it goes on by itself."),
        },
    )
    def post(self, request: Request) -> Response:
        """Resend failed, held or cancelled runs as a job of the rows as they are at this moment.

        Every row gets a result; what can't be resent is skipped with its reason. However often
        and by whomever it is asked for, one attempt at an event is on its way at a time.
        """
        sent = validated(ResendWish(data=request.data))
        wish = _wish(sent)
        if sent["dry_run"]:
            found = asking.count(self.workspace, wish)
            resting = [{"id": one.pk, "name": one.name} for one in found.resting]
            return Response({"count": found.count, "exact": found.exact, "resting": resting})
        job = asking.begin(self.workspace, wish, self.actor)
        return Response(job_rows([job])[0], status=202)


class ResendPreviewView(WorkspaceView):
    """A look at what resending would do."""

    needs: ClassVar = {"get": Permission.VIEW}
    asks: ClassVar = {"get": PreviewWish}

    @extend_schema(operation_id="journal_resend_preview", responses=PreviewShape)
    def get(self, request: Request, pk: UUID) -> Response:
        """Say whether the row can be resent, from which step, what is kept, what would be sent."""
        return Response(preview(self.workspace, pk, How(self.asked["mode"])))


class RefreshView(WorkspaceView):
    """Taking what waits."""

    needs: ClassVar = {"post": Permission.OPERATE}

    @extend_schema(
        operation_id="journal_refresh",
        request=RefreshWish,
        responses={
            200: OpenApiResponse(RefreshCountShape, description="For `dry_run`: how much."),
            202: OpenApiResponse(JobShape, description="The job; it goes on by itself."),
        },
    )
    def post(self, request: Request) -> Response:
        """Take now what was accepted or is new at the source, and has not been transferred.

        Runs that wait for a retry, for a paused or blocked bundle, or for a connection that works
        again, go at once and in their order; then each polled source is asked. Bundles are not
        started by it, what waits in a delay or for a person is left alone, and nothing that
        succeeded is repeated.
        """
        sent = validated(RefreshWish(data=request.data))
        scope = Scope(ids=sent.get("bundles", ()), filters=sent.get("filter", {}))
        if sent["dry_run"]:
            return Response(refreshing.count(self.workspace, scope))
        job = refreshing.begin(self.workspace, scope, self.actor)
        return Response(job_rows([job])[0], status=202)


class JobsViewSet(WorkspaceViewSet[Job]):
    """The workspace's jobs."""

    serializer_class = JobShape
    needs: ClassVar = {
        "list": Permission.VIEW,
        "retrieve": Permission.VIEW,
        "pause": Permission.OPERATE,
        "resume": Permission.OPERATE,
        "stop": Permission.OPERATE,
    }
    asks: ClassVar = {"list": JobFilters}
    bodiless: ClassVar = ("pause", "resume", "stop")

    def get_queryset(self) -> JobQuerySet:
        """Return the workspace's jobs."""
        return Job.objects.of(self.workspace)

    @extend_schema(operation_id="jobs_list", responses=JobShape(many=True))
    def list(self, request: Request) -> Response:
        """List jobs, newest first."""
        page = self.paginate_queryset(self.get_queryset().filter(**self.asked)) or []
        return self.get_paginated_response(job_rows(page))

    @extend_schema(operation_id="jobs_retrieve")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one job with its progress."""
        return Response(job_rows([self.get_object()])[0])

    @extend_schema(operation_id="jobs_pause", request=None, responses=JobShape)
    def pause(self, request: Request, pk: UUID) -> Response:
        """Send no more rows until resumed; runs on their way end as they do."""
        return self._tell("pause")

    @extend_schema(operation_id="jobs_resume", request=None, responses=JobShape)
    def resume(self, request: Request, pk: UUID) -> Response:
        """Go on with a paused job."""
        return self._tell("resume")

    @extend_schema(operation_id="jobs_stop", request=None, responses=JobShape)
    def stop(self, request: Request, pk: UUID) -> Response:
        """End the job; rows not sent yet are skipped, runs on their way end as they do."""
        return self._tell("stop")

    def _tell(self, do: states.Deed) -> Response:
        job = self.get_object()
        if job.kind == Job.Kind.ERASE:
            policy.demand(self.actor.role, Permission.MANAGE)
        job = states.tell(job, do, self.actor)
        return Response(job_rows([job])[0])


class ResultsViewSet(WorkspaceViewSet[Result]):
    """What became of the rows of a job."""

    serializer_class = ResultShape
    needs: ClassVar = {"list": Permission.VIEW}

    @extend_schema(operation_id="jobs_results", responses=ResultShape(many=True))
    def list(self, request: Request, pk: UUID) -> Response:
        """List what became of each row, the latest events first."""
        job = get_object_or_404(Job.objects.of(self.workspace), pk=pk)
        page = self.paginate_queryset(Result.objects.of(job)) or []
        return self.get_paginated_response(result_rows(page))


def _wish(sent: Mapping[str, Any]) -> Wish:
    how = How(sent["mode"], force_new_key=sent["force_new_key"], again=sent["again"])
    return Wish(how, ids=sent.get("ids", ()), filters=sent.get("filter", {}))
