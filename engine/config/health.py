"""Whether this installation is up: for supervisors (`/health/*`) and for the page people see."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engine.accounts.wall import entering as wall
from engine.queue import life

State: TypeAlias = Literal["up", "down", "unknown"]


@dataclass(frozen=True, slots=True)
class Health:
    """Which parts answer. Only the database decides readiness: it is the truth, the rest waits."""

    parts: Mapping[str, State]

    @property
    def status(self) -> str:
        """`ready` as soon as events can be accepted, or `unavailable`."""
        return "ready" if self.parts["database"] == "up" else "unavailable"


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Say that this process answers, whatever else is broken."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Say which parts are up; 503 only when the database cannot be used."""
    health = look()
    body = {"status": health.status, "parts": dict(health.parts)}
    return JsonResponse(body, status=503 if health.status == "unavailable" else 200)


def look() -> Health:
    """Ask every part, each for half a second at most."""
    alive = life.seen()
    return Health(
        {
            "database": (database := _database()),
            # Between workspaces; where it is missing, the checks of the API stand alone.
            "second_wall": _second_wall() if database == "up" else "unknown",
            "valkey": "down" if alive is None else "up",
            "worker": _role("worker", alive),
            "beat": _role("beat", alive),
        }
    )


def _database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "up" if _is_migrated() else "down"
    except DatabaseError:
        return "down"


def _second_wall() -> State:
    try:
        return "up" if wall.stands() else "down"
    except DatabaseError:
        return "unknown"


def _is_migrated() -> bool:
    # What was migrated once stays so for the life of this process: the answer is kept.
    return _migrated_before(connection.settings_dict["NAME"])


@lru_cache(maxsize=4)
def _migrated_before(_database_name: str) -> Literal[True]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DatabaseError("migrations are missing")
    return True


def _role(name: str, alive: set[str] | None) -> State:
    if alive is None:
        return "unknown"
    return "up" if name in alive else "down"
