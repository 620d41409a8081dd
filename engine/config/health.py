"""Whether this installation is up: for supervisors (`/health/*`) and for the page people see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engine.accounts.wall import entering as wall
from engine.queue import life

State: TypeAlias = Literal["up", "down", "unknown"]

migrated_databases: set[str] = set()


@dataclass(frozen=True, slots=True)
class Health:
    """Which parts answer. The database alone decides readiness: it is the truth, the rest waits."""

    parts: Mapping[str, State]

    @property
    def status(self) -> str:
        """`ready` as soon as events can be accepted, or `unavailable`."""
        needed = ("database", "migrations")
        return "ready" if all(self.parts[part] == "up" for part in needed) else "unavailable"


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
            "migrations": _migrations() if database == "up" else "unknown",
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
    except DatabaseError:
        return "down"
    return "up"


def _migrations() -> State:
    try:
        return "up" if _is_migrated(connection.settings_dict["NAME"]) else "down"
    except DatabaseError:
        return "unknown"


def _second_wall() -> State:
    try:
        return "up" if wall.stands() else "down"
    except DatabaseError:
        return "unknown"


def _is_migrated(database_name: str) -> bool:
    # What was migrated once stays so for the life of this process.
    if database_name not in migrated_databases:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        migrated_databases.add(database_name)
    return True


def _role(name: str, alive: set[str] | None) -> State:
    if alive is None:
        return "unknown"
    return "up" if name in alive else "down"
