"""Analytics over HTTP: how much, how many bytes, and whose."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import orjson
from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from engine.accounts.access import WorkspaceView
from engine.accounts.policy import Permission
from engine.analytics import tables
from engine.analytics.answers import TRANSACTIONS, VOLUME, Answer, Measure, View, frame, top
from engine.analytics.forms import RESULTS, Asked, FrameForm, TopForm, days_of
from engine.analytics.models import NOBODY
from engine.analytics.questions import Narrowing
from engine.analytics.shapes import TopShape, TransactionsShape, VolumeShape
from engine.journal.finding.known import refuse_unknown
from engine.kernel.clock import now

TABLE = OpenApiResponse(str, description="The same as a table.")


class _AnalyticsView(WorkspaceView):
    needs: ClassVar = {"get": Permission.VIEW}

    def view_of(self, asked: Asked) -> View:
        """Return what somebody looks at."""
        refuse_unknown(self.workspace.pk, asked)
        today = now().astimezone(ZoneInfo(self.workspace.time_zone)).date()
        return View(self.workspace, days_of(asked, today), self._narrowing(asked))

    def _narrowing(self, asked: Asked) -> Narrowing:
        alone = {name: asked.get(name) for name in ("bundle", "connection", "connector")}
        group = (asked["group"] or NOBODY) if "group" in asked else None
        return Narrowing(group=group, **alone)

    def frame_answer(self, name: str, measure: Measure) -> HttpResponseBase:
        """Return the pieces of a period, as JSON or as a table."""
        answer = frame(self.view_of(self.asked), measure, self.asked.get("by", "day"))
        if self.asked.get("format") == "csv":
            return tables.download(name, answer, tables.of_frame(answer, measure.name))
        return _json(answer)


class TransactionsView(_AnalyticsView):
    """How much was done."""

    asks: ClassVar[dict[str, Any]] = {"get": FrameForm}

    @extend_schema(
        operation_id="analytics_transactions",
        responses={(200, "application/json"): TransactionsShape, (200, "text/csv"): TABLE},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Transactions and runs by day, week or month, with the eight biggest bundles."""
        return self.frame_answer("transactions", TRANSACTIONS)


class VolumeView(_AnalyticsView):
    """How many bytes were moved."""

    asks: ClassVar[dict[str, Any]] = {"get": FrameForm}

    @extend_schema(
        operation_id="analytics_volume",
        responses={(200, "application/json"): VolumeShape, (200, "text/csv"): TABLE},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Data volume by day, week or month, with the eight biggest bundles."""
        return self.frame_answer("volume", VOLUME)


class TopView(_AnalyticsView):
    """Whose numbers are the biggest."""

    asks: ClassVar[dict[str, Any]] = {"get": TopForm}

    @extend_schema(
        operation_id="analytics_top",
        responses={(200, "application/json"): TopShape, (200, "text/csv"): TABLE},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Bundles, groups, connections or services with the biggest numbers.

        Runs and how long they took are told of bundles and groups only.
        """
        answer = top(
            self.view_of(self.asked),
            of=self.asked.get("of", "bundle"),
            sort=self.asked.get("sort", "transactions"),
            limit=self.asked.get("limit", RESULTS),
        )
        if self.asked.get("format") == "csv":
            return tables.download("top", answer, tables.of_top(answer))
        return _json(answer)


def _json(answer: Answer) -> HttpResponse:
    # The framework's own renderer calls Python for each of the eight hundred dates of a year.
    return HttpResponse(orjson.dumps(answer), content_type="application/json")
