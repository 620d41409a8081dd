"""From what a clock on the wall shows to moments, over every change of the clock."""

from datetime import UTC, datetime, timedelta, tzinfo

_SECOND = timedelta(seconds=1)


def moments(shown: datetime, zone: tzinfo) -> list[datetime]:
    """Return when the clock shows this, in UTC: once, or twice while it is set back.

    A time that is skipped is taken for the first moment after the gap.
    """
    early, late = (_in_utc(shown, zone, fold) for fold in (0, 1))
    if early == late:
        return [early]
    return [early, late] if early < late else [_end_of_gap(late, early, zone)]


def is_shown_twice(shown: datetime, zone: tzinfo) -> bool:
    """Whether the clock is set back over this time."""
    return _in_utc(shown, zone, 0) < _in_utc(shown, zone, 1)


def _in_utc(shown: datetime, zone: tzinfo, fold: int) -> datetime:
    return shown.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _end_of_gap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Return the first second of the offset that `after` has and `before` has not."""
    offset = after.astimezone(zone).utcoffset()
    while (seconds := (after - before) // _SECOND) > 1:
        middle = before + seconds // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
