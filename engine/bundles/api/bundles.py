"""What people and programs can ask and change about bundles."""

from collections.abc import Callable
from typing import Any, ClassVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts import policy
from engine.accounts.access import Actor, WorkspaceViewSet
from engine.accounts.models import Workspace
from engine.accounts.policy import Permission
from engine.api.rfc9457 import SpokenMistake
from engine.api.serializers import validated
from engine.api.words import say
from engine.bundles import services
from engine.bundles.api.forms import (
    BulkWish,
    BundleChange,
    BundleFilters,
    BundleWish,
    CountFilters,
    Publishing,
    RunWish,
    Starting,
)
from engine.bundles.api.shapes import (
    AcceptedRun,
    BulkResults,
    BundleCounts,
    BundleNames,
    BundleRow,
    BundleShape,
    DraftCheck,
)
from engine.bundles.board import board
from engine.bundles.models import Bundle
from engine.bundles.querysets import BundleQuerySet
from engine.catalog.strings import slugs_named
from engine.journal.finding.known import refuse_unknown
from engine.journal.finding.spans import beginning
from engine.kernel.clock import now
from engine.triggers.services import NOW, Choice, Start

OPERATING = ("start", "pause")


class BundlesViewSet(WorkspaceViewSet[Bundle]):
    """The workspace's bundles."""

    serializer_class = BundleShape
    needs: ClassVar = {
        "list": Permission.VIEW,
        "create": Permission.EDIT,
        "retrieve": Permission.VIEW,
        "partial_update": Permission.EDIT,
        "destroy": Permission.EDIT,
        "check": Permission.VIEW,
        "publish": Permission.EDIT,
        "start": Permission.OPERATE,
        "pause": Permission.OPERATE,
        "copy": Permission.EDIT,
        "restore": Permission.EDIT,
        "run": Permission.OPERATE,
        "bulk": Permission.OPERATE,
        "names": Permission.VIEW,
        "counts": Permission.VIEW,
    }
    asks: ClassVar = {"list": BundleFilters, "counts": CountFilters}
    bodiless: ClassVar = ("pause", "copy", "restore")

    def get_queryset(self) -> BundleQuerySet:
        """Return the workspace's bundles whole, to work on."""
        return Bundle.objects.of(self.workspace).select_related("version", "workspace")

    @extend_schema(operation_id="bundles_list", responses=BundleRow(many=True))
    def list(self, request: Request) -> Response:
        """List bundles, newest first; those in the trash only by `status=deleted`."""
        found = self._filtered(Bundle.objects.of(self.workspace))
        page = self.paginate_queryset(found.as_rows()) or []
        context = {"board": board(self.workspace, page, now())}
        return self.get_paginated_response(BundleRow(page, many=True, context=context).data)

    @extend_schema(operation_id="bundles_names", responses=BundleNames)
    def names(self, request: Request) -> Response:
        """Name every bundle, those in the trash too, for lists that mention bundles by their id."""
        named = Bundle.objects.of(self.workspace).order_by("name", "id")
        return Response({"results": list(named.values("id", "name", "status", "is_confidential"))})

    @extend_schema(operation_id="bundles_counts", responses=BundleCounts)
    def counts(self, request: Request) -> Response:
        """Count the bundles that pass the filters, by status."""
        found = self._narrowed(Bundle.objects.of(self.workspace))
        return Response(BundleCounts(found.by_status()).data)

    @extend_schema(operation_id="bundles_create", request=BundleWish, responses={201: BundleShape})
    def create(self, request: Request) -> Response:
        """Make a bundle; it is paused until its draft is published and it is started."""
        wish = validated(BundleWish(data=request.data))
        made = services.create(self.workspace, self.actor, **wish)
        return Response(self._shown(made.pk), status=201)

    @extend_schema(operation_id="bundles_retrieve")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one bundle with its draft."""
        return Response(self._shown(pk))

    @extend_schema(operation_id="bundles_update", request=BundleChange, responses=BundleShape)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Rename, move, save the draft (with the revision it is based on), or set an end."""
        bundle = self.get_object()
        changes = validated(BundleChange(data=request.data))
        revision = changes.pop("revision", None)
        wanted = cast(services.Changes, changes)
        services.change(bundle, wanted, revision=revision, actor=self.actor)
        return Response(self._shown(pk))

    @extend_schema(operation_id="bundles_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Move the bundle to the trash; its events are no longer accepted."""
        services.trash(self.get_object(), self.actor)
        return Response(status=204)

    @extend_schema(operation_id="bundles_check", responses=DraftCheck)
    def check(self, request: Request, pk: UUID) -> Response:
        """Tell everything that keeps the draft from being published, as publishing would."""
        bundle = self.get_object()
        found = [SpokenMistake.of(mistake) for mistake in services.check(bundle)]
        return Response(DraftCheck({"revision": bundle.revision, "mistakes": found}).data)

    @extend_schema(operation_id="bundles_publish", request=Publishing, responses=BundleShape)
    def publish(self, request: Request, pk: UUID) -> Response:
        """Make the draft the live version, or tell every mistake in it at once.

        Paths of mistakes lead into the bundle, as when a draft is saved: `/definition/steps/0/…`.
        """
        bundle = self.get_object()
        asked = validated(Publishing(data=request.data)).get("position")
        position: Choice = "keep" if asked == "keep" else self._start(asked)
        services.publish(bundle, self.actor, position=position)
        return Response(self._shown(pk))

    @extend_schema(operation_id="bundles_start", request=Starting, responses=BundleShape)
    def start(self, request: Request, pk: UUID) -> Response:
        """Let the live version run; what waited is processed unless it is to be dropped."""
        bundle = self.get_object()
        asked = validated(Starting(data=request.data))
        since = self._start(asked.get("from"))
        services.start(bundle, self.actor, waiting=asked["waiting"], since=since)
        return Response(self._shown(pk))

    @extend_schema(operation_id="bundles_pause", request=None, responses=BundleShape)
    def pause(self, request: Request, pk: UUID) -> Response:
        """Stop taking up events; what comes is kept and offered when the bundle starts."""
        return self._done(services.pause, pk)

    @extend_schema(operation_id="bundles_restore", request=None, responses=BundleShape)
    def restore(self, request: Request, pk: UUID) -> Response:
        """Take the bundle out of the trash, paused."""
        return self._done(services.restore, pk)

    @extend_schema(operation_id="bundles_copy", request=None, responses={201: BundleShape})
    def copy(self, request: Request, pk: UUID) -> Response:
        """Make a paused, unpublished bundle with the same draft."""
        made = services.copy(self.get_object(), self.actor)
        return Response(self._shown(made.pk), status=201)

    @extend_schema(operation_id="bundles_run", request=RunWish, responses={202: AcceptedRun})
    def run(self, request: Request, pk: UUID) -> Response:
        """Run the bundle now for the event sent; without one, do what its trigger does itself."""
        bundle = self.get_object()
        run = services.run_now(bundle, validated(RunWish(data=request.data)).get("event"))
        accepted = {"event": run.event_id if run else None, "run": run.pk if run else None}
        return Response(AcceptedRun(accepted).data, status=202)

    @extend_schema(operation_id="bundles_bulk", request=BulkWish, responses=BulkResults)
    def bulk(self, request: Request) -> Response:
        """Do one thing to many bundles; one that refuses does not stop the others."""
        wish = validated(BulkWish(data=request.data))
        if wish["do"] not in OPERATING:
            policy.demand(self.actor.role, Permission.EDIT)
        results = services.bulk(self.workspace, self.actor, **wish)
        return Response(BulkResults({"results": [_told(result) for result in results]}).data)

    def _filtered(self, found: BundleQuerySet) -> BundleQuerySet:
        found = self._narrowed(found)
        status = self.asked.get("status")
        return found.filter(status=status) if status else found.present()

    def _narrowed(self, found: BundleQuerySet) -> BundleQuerySet:
        asked = self.asked
        refuse_unknown(self.workspace.pk, asked)
        columns = {"trigger": "trigger_kind", "group": "group_id"}
        found = found.filter(**{columns[key]: asked[key] for key in columns if key in asked})
        if "connector" in asked:
            found = found.filter(connectors__contains=[asked["connector"]])
        search = asked.get("search", "")
        return found.named(search, slugs_named(search)) if search else found

    def _start(self, text: str | None) -> Start | None:
        if text is None or text == "now":
            return NOW if text else None
        return Start(beginning(text, ZoneInfo(self.workspace.time_zone)))

    def _done(self, deed: Callable[[Bundle, Actor], Bundle], pk: UUID) -> Response:
        deed(self.get_object(), self.actor)
        return Response(self._shown(pk))

    def _shown(self, pk: UUID) -> dict[str, Any]:
        return shown(self.workspace, pk)


def shown(workspace: Workspace, pk: UUID) -> dict[str, Any]:
    """Return a bundle's JSON as it is now."""
    bundle = get_object_or_404(Bundle.objects.of(workspace).as_rows().defer(None), pk=pk)
    context = {"board": board(workspace, [bundle], now())}
    return dict(BundleShape(bundle, context=context).data)


def _told(result: services.Result) -> dict[str, Any]:
    error = result.error
    told = (
        {
            "code": error.code,
            "message": say(error.code, error.params),
            "params": error.params,
        }
        if error
        else None
    )
    return {"id": result.id, "ok": error is None, "status": result.status, "error": told}
