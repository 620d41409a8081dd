"""What other rooms ask about health, and how it is forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.health.ladder import MOST_POINTS, Standing, standing
from engine.health.models import Breaker, Penalty


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


def struck_out() -> list[UUID]:
    """Return the bundles that have as many points as there can be."""
    return list(Penalty.objects.filter(points=MOST_POINTS).values_list("bundle_id", flat=True))


def forget(bundle_id: UUID) -> None:
    """Begin a bundle's count anew."""
    Penalty.objects.filter(pk=bundle_id).delete()


def breakers_of(connection_ids: Iterable[UUID]) -> dict[UUID, Breaker]:
    """Return the breakers of those of these connections that failed lately."""
    return Breaker.objects.in_bulk(list(connection_ids))
