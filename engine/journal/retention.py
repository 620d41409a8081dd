"""How long the journal is kept, and the daily work that keeps it so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from engine.journal.models import Rollup
from engine.journal.partitions import drop_old, make_ahead

ROLLUP_KEPT = timedelta(days=396)  # 13 months: a whole year beside the present month


@dataclass(frozen=True, slots=True)
class Tended:
    """What one pass did."""

    made: int
    dropped: int
    hours_forgotten: int


def tend(moment: datetime) -> Tended:
    """Make partitions ahead, drop old ones, forget old hours; safe to call at any time."""
    made = make_ahead(moment)
    dropped = drop_old(moment, settings.JOURNAL_DAYS)
    forgotten, _ = Rollup.objects.filter(slot__lt=moment - ROLLUP_KEPT).delete()
    return Tended(made, dropped, forgotten)
