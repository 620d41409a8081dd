"""`/metrics` in Prometheus format: a few numbers without names, so their count stays bounded."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.db.models import Count, Min, Sum
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

from engine.health.services import open_breakers
from engine.journal.models import Rollup
from engine.kernel.clock import now
from engine.queue.models import Run
from engine.triggers.models import Source

HOURS = 3
RESULTS = ("succeeded", "filtered", "failed", "held", "duplicate", "cancelled")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

answered = Counter(
    "svyazka_http_requests_total",
    "Requests this process answered, webhooks apart.",
    ["method", "status"],
)


class FromDatabase(Collector):
    """What PostgreSQL knows at the moment of asking: the queue, and the last hours' runs."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        depth = GaugeMetricFamily("svyazka_queue_runs", "Unfinished runs.", labels=["status"])
        age = GaugeMetricFamily(
            "svyazka_queue_oldest_seconds", "Age of the oldest unfinished run.", labels=["status"]
        )
        for status, (count, oldest_s) in _queue().items():
            depth.add_metric([status], count)
            age.add_metric([status], oldest_s)
        yield depth
        yield age
        yield from _sources()
        yield _recent_runs()
        yield GaugeMetricFamily(
            "svyazka_open_breakers", "Connections that calls wait for.", value=open_breakers()
        )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the numbers; with `SVYAZKA_METRICS_TOKEN` set, only to who sends it as a bearer."""
    token = settings.METRICS_TOKEN
    sent = request.headers.get("Authorization", "")
    if token and not compare_digest(sent.encode(), f"Bearer {token}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    fresh = CollectorRegistry(auto_describe=False)
    fresh.register(FromDatabase())
    text = generate_latest(REGISTRY) + generate_latest(fresh)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


@sync_and_async_middleware
def count_requests(
    answer: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Count answers by method and status class; both ways of calling, to save a thread hop."""
    if iscoroutinefunction(answer):

        async def counted_later(request: HttpRequest) -> HttpResponseBase:
            return _count(request, await answer(request))

        return counted_later

    def counted(request: HttpRequest) -> HttpResponseBase:
        return _count(request, answer(request))

    return counted


def _count(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    method = request.method if request.method in METHODS else "other"
    answered.labels(method, f"{response.status_code // 100}xx").inc()
    return response


def _queue() -> dict[str, tuple[int, float]]:
    rows = Run.objects.values_list("status").annotate(count=Count("id"), since=Min("received_at"))
    found = {
        status: (count, (now() - since).total_seconds()) for status, count, since in rows.order_by()
    }
    return {status: found.get(status, (0, 0.0)) for status in Run.Status.values}


def _sources() -> Iterator[GaugeMetricFamily]:
    waiting = Source.objects.filter(due_at__lte=Now(), is_held=False)
    found = waiting.aggregate(count=Count("pk"), since=Min("due_at"))
    late_s = (now() - found["since"]).total_seconds() if found["since"] else 0.0
    due = GaugeMetricFamily("svyazka_sources_due", "Polls and schedules that wait for a worker.")
    due.add_metric([], found["count"])
    lag = GaugeMetricFamily("svyazka_source_lag_seconds", "How late the latest of them is.")
    lag.add_metric([], late_s)
    yield from (due, lag)


def _recent_runs() -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(
        "svyazka_recent_runs", f"Runs of the last {HOURS} clock hours.", labels=["result"]
    )
    since = now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    sums = Rollup.objects.filter(slot__gte=since).aggregate(**{r: Sum(r) for r in RESULTS})
    for result in RESULTS:
        gauge.add_metric([result], sums[result] or 0)
    return gauge
