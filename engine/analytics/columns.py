"""The numbers of a sum as SQL adds them up, wherever they are read from and written to."""

from collections.abc import Iterable, Mapping

from engine.journal.telling.durations import BUCKETS

MOVED = ("transactions", "errors", "bytes_in", "bytes_out", "polls_empty", "bytes_empty")
RESULTS = ("succeeded", "filtered", "held", "duplicate", "cancelled")
NUMBERS = MOVED + RESULTS

# Place by place: unnesting every array is ten times slower.
DURATIONS = f"ARRAY[{', '.join(f'sum(durations[{n}])' for n in range(1, BUCKETS + 1))}]::bigint[]"

# What a quarter of an hour calls the columns of a sum.
OF_SUMS: Mapping[str, str] = {name: name for name in (*NUMBERS, "durations")}
OF_RUNS: Mapping[str, str] = {**OF_SUMS, "errors": "failed"}
OF_USES: Mapping[str, str] = {
    **OF_SUMS,
    **dict.fromkeys(RESULTS, "0::bigint"),
    "durations": "NULL::bigint[]",
}


def named(columns: Mapping[str, str]) -> str:
    """Return the SQL that selects these columns under the names of a sum."""
    return ", ".join(f"{column} AS {name}" for name, column in columns.items())


def summed(names: Iterable[str] = NUMBERS) -> str:
    """Return the SQL that adds these up; a sum of bigints would be a numeric."""
    return ", ".join(
        f"{DURATIONS if name == 'durations' else f'sum({name})::bigint'} AS {name}"
        for name in names
    )


SUMMED = summed()
