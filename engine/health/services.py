"""What other rooms ask about health, and how it is forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.health.ladder import GRACE, Standing, standing
from engine.health.models import Breaker, Penalty

# Whether `struck_out` would name anybody, for who asks each second.
STRUCK_OUT = f"""
SELECT FROM health_penalty WHERE full_since <= now() - interval '{GRACE.total_seconds()} s'
"""


@dataclass(frozen=True, slots=True)
class Health:
    """How a bundle with points stands, and since when it has not got another one."""

    standing: Standing
    struck_at: datetime


def health_of(bundle_ids: Iterable[UUID]) -> dict[UUID, Health]:
    """Return how those of these bundles stand that have points."""
    rows = Penalty.objects.filter(pk__in=list(bundle_ids))
    return {
        row.bundle_id: Health(standing(row.points, polls=row.polls), row.struck_at) for row in rows
    }


def struck_out(moment: datetime) -> dict[UUID, int]:
    """Return the points of the bundles that have had all of them for longer than the grace."""
    full = Penalty.objects.filter(full_since__lte=moment - GRACE)
    return dict(full.values_list("bundle_id", "points"))


def forget(bundle_id: UUID) -> None:
    """Begin a bundle's count anew."""
    Penalty.objects.filter(pk=bundle_id).delete()


def open_breakers() -> int:
    """Count the connections whose service is left in peace."""
    return Breaker.objects.filter(opened_at__isnull=False).count()


def breakers_of(connection_ids: Iterable[UUID]) -> dict[UUID, Breaker]:
    """Return the breakers of those of these connections that failed lately."""
    return Breaker.objects.in_bulk(list(connection_ids))


def ailing_in(workspace_id: UUID) -> list[Breaker]:
    """Return the breakers of the workspace's connections whose service is left in peace."""
    is_open = Breaker.objects.filter(opened_at__isnull=False)
    return list(is_open.filter(connection__workspace=workspace_id).order_by("-opened_at"))
