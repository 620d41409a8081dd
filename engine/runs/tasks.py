"""What Celery calls: each task is a wake-up or a chore, and may be lost or doubled unharmed."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_process_init, worker_shutting_down
from django.db import connection
from django.db import connections as databases

from engine.alerts import watcher as alerts
from engine.analytics import services as analytics
from engine.bundles import services as bundles
from engine.bundles.services.life import ENDED
from engine.connections import services as connections
from engine.connections import tending as accounts
from engine.health.services import STRUCK_OUT
from engine.jobs import work as jobs
from engine.jobs.completeness.claim import DUE as CHECKS_DUE
from engine.jobs.work import DUE as JOBS_DUE
from engine.kernel.clock import now
from engine.queue import bell, life
from engine.runs import shift
from engine.runs import upkeep as chores
from engine.runs.claim import LANES
from engine.runs.places import a_place
from engine.triggers import services as sources
from engine.triggers import subscriptions
from engine.triggers.claim import DUE
from engine.triggers.subscriptions_round import DUE as CALLERS_DUE
from engine.triggers.subscriptions_round import see_to_all

EXPIRES_S = 5
KEEP_LINE_S = 300
WHAT_IS_DUE = (
    f"SELECT EXISTS ({LANES}) OR EXISTS ({DUE}) OR EXISTS ({CHECKS_DUE}),"
    f" EXISTS ({CALLERS_DUE}), EXISTS ({JOBS_DUE}), EXISTS ({ENDED}), EXISTS ({STRUCK_OUT})"
)

PLAN_LIMIT = "plan_limit_reached"
STOPPED_BY = {"gone_from_service": "target_gone"}


@worker_process_init.connect
def _keep_line(**_: Any) -> None:
    """Keep the line to PostgreSQL between tasks: dialling anew costs more than most of them."""
    databases.databases["default"]["CONN_MAX_AGE"] = KEEP_LINE_S


@worker_shutting_down.connect
def _on_shutdown(**_: Any) -> None:
    shift.end_soon()


@lru_cache(maxsize=1)
def _shift() -> shift.Shift:
    return shift.Shift()


@shared_task
def drain() -> None:
    """Work the queue off, unless this node does so already."""
    with a_place() as place:
        if place and not shift.is_ending():
            connection.close()
            _shift().drain(place)


@shared_task
def tick() -> None:
    """Once a second: ring when something is due, end what has run its time, show signs of life."""
    life.show("worker", "beat")  # the one that is here, and the one that sent it
    with connection.cursor() as cursor:
        cursor.execute(WHAT_IS_DUE)
        is_due, has_callers, has_jobs, has_ended, has_struck_out = cursor.fetchone()
    if has_ended:
        bundles.stop_expired(now())
    if has_struck_out:
        bundles.block_silent(now())
    if is_due:
        bell.ring()
    if has_callers:
        subscribe.apply_async(expires=EXPIRES_S)
    if has_jobs:
        work_off.apply_async(expires=EXPIRES_S)


@shared_task
def subscribe() -> None:
    """Have services told by API which webhooks to send us, and see whether they still do."""
    see_to_all()


@shared_task
def work_off() -> None:
    """Give each job that is due its turn: a few rows, and a look at what became of the others."""
    jobs.work_off()


@shared_task
def upkeep() -> None:
    """Every ten minutes: partitions ahead, old data away."""
    chores.do_all(now())


@shared_task
def block_bundle(bundle_id: str, error: dict[str, Any]) -> None:
    """Stop a bundle whose service says that the plan allows no more, or whose target is gone."""
    params = {"answer": str(error.get("answer") or error.get("message") or "")[:500]}
    bundles.block(UUID(bundle_id), STOPPED_BY.get(error.get("code", ""), PLAN_LIMIT), params)


@shared_task
def mend() -> None:
    """Once a minute: let go of runs whose connection works again; look after accounts, sources.

    What is over is counted by days then, too.
    """
    connections.release_stranded()
    accounts.tend(now())
    sources.tend()
    subscriptions.tend()
    bundles.adopt_late(now())
    analytics.tend(now())


@shared_task
def review() -> None:
    """Four times a minute: stop bundles that bring nothing but errors."""
    bundles.review(now())


@shared_task
def watch() -> None:
    """Every five seconds: look for what people want to be told of, and tell it."""
    alerts.watch(now())
