"""The numbers of a sum as SQL adds them up, wherever they are read from and written to."""

from collections.abc import Iterable

from engine.journal.durations import BUCKETS

MOVED = ("transactions", "errors", "bytes_in", "bytes_out", "polls_empty", "bytes_empty")
RESULTS = ("succeeded", "filtered", "held", "duplicate", "cancelled")
NUMBERS = MOVED + RESULTS

# Place by place: unnesting every array is ten times slower.
DURATIONS = f"ARRAY[{', '.join(f'sum(durations[{n}])' for n in range(1, BUCKETS + 1))}]::bigint[]"

# What a quarter of an hour is called in a sum.
OF_RUNS = ", ".join("failed AS errors" if name == "errors" else name for name in NUMBERS)
OF_RUNS += ", durations"
OF_USES = ", ".join(MOVED) + ", " + ", ".join(f"0::bigint AS {name}" for name in RESULTS)
OF_USES += ", NULL::bigint[] AS durations"


def summed(names: Iterable[str] = NUMBERS) -> str:
    """Return the SQL that adds these up; a sum of bigints would be a numeric."""
    return ", ".join(f"sum({name})::bigint AS {name}" for name in names)


SUMMED = summed()
