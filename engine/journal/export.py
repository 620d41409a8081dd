"""The journal as a file, written while it is read: memory stays the same for any size."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

import orjson
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from engine.api.words import spoken_language
from engine.journal.finding.cursors import At
from engine.journal.finding.pages import full_rows, in_chunks, sizes
from engine.journal.finding.sought import Sought
from engine.journal.finding.wanted import RUNS, Wanted
from engine.journal.models import Entry
from engine.journal.rows import Row, exported_row
from engine.kernel.json_types import Json

# Rows may be large: few are held at once, of the many places known.
ROWS_AT_ONCE, PLACES_AT_ONCE = 100, 2_000
BYTES_AT_ONCE = 4 << 20
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    *("id", "bundle", "event", "key", "mode", "status", "received_at", "finished_at"),
    *("transactions", "bytes_in", "bytes_out", "error_code", "error_message", "steps"),
    *("masked", "confidential", "erased"),
)

Chunks = Iterable[Sequence[Entry]]
Writer = Callable[[Chunks, str], Iterator[bytes]]


def as_json_lines(chunks: Chunks, language: str) -> Iterator[bytes]:
    """Write one JSON object a line for each run."""
    # `map` lets go of the rows before the reader takes, slowly perhaps, what they became.
    return map(partial(_json_lines, language=language), chunks)


def as_csv(chunks: Chunks, language: str) -> Iterator[bytes]:
    """Write a table; a cell that a spreadsheet would take for a formula begins with a quote."""
    return chain([_table([COLUMNS])], map(partial(_table_of, language=language), chunks))


def safe_cell(value: Json) -> Json:
    """Return the value so that no spreadsheet runs it."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


FORMATS: Mapping[str, tuple[str, Writer]] = {
    "jsonl": ("application/x-ndjson", as_json_lines),
    "csv": ("text/csv; charset=utf-8", as_csv),
}


def chunks_of(wanted: Wanted, sought: Sought | None = None) -> Chunks:
    """Yield the runs wanted, oldest first; of a search those that hold what is sought."""
    of_runs = wanted.only(*RUNS)
    for places in in_chunks(of_runs, PLACES_AT_ONCE):
        found = _saying(of_runs, places, sought) if sought else places
        for piece in _pieces(sizes(of_runs, found)):
            yield _only_runs(full_rows(of_runs, piece))


def download(request: HttpRequest, runs: Chunks, name: str) -> StreamingHttpResponse:
    """Return the answer that writes these runs as fast as the reader takes them."""
    media_type, write = FORMATS[name]
    # The words are chosen now: when they are written, the request has left the middleware.
    parts = write(runs, spoken_language())
    # Django's ASGI handler would gather a plain iterator in memory before sending any of it.
    content = _flowing(parts) if isinstance(request, ASGIRequest) else parts
    return StreamingHttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="journal.{name}"',
            "X-Accel-Buffering": "no",
        },
    )


def _pieces(sized: Iterable[tuple[At, int]]) -> Iterator[Sequence[At]]:
    piece: list[At] = []
    room = BYTES_AT_ONCE
    for place, size in sized:
        if piece and (len(piece) == ROWS_AT_ONCE or size > room):
            yield piece
            piece, room = [], BYTES_AT_ONCE
        piece.append(place)
        room -= size
    if piece:
        yield piece


def _saying(wanted: Wanted, places: Sequence[At], sought: Sought) -> Sequence[At]:
    rows = Entry.objects.wanted(wanted).at_places(places).saying(sought).oldest_first()
    return list(rows.values_list("finished_at", "id"))


async def _flowing(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(_next, thread_sensitive=True)
    while (part := await take(parts)) is not None:
        yield part


def _next(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)


def _only_runs(rows: Sequence[Entry]) -> Sequence[Entry]:
    """Leave out polls that failed: they are of the same category."""
    return [one for one in rows if one.kind == Entry.Kind.RUN]


def _json_lines(chunk: Sequence[Entry], language: str) -> bytes:
    return b"".join(orjson.dumps(exported_row(entry, language)) + b"\n" for entry in chunk)


def _table_of(chunk: Sequence[Entry], language: str) -> bytes:
    rows = (_flat(exported_row(entry, language)) for entry in chunk)
    return _table([[safe_cell(row[column]) for column in COLUMNS] for row in rows])


def _flat(row: Row) -> Row:
    error = row["error"] if isinstance(row["error"], Mapping) else {}
    words = {"error_code": error.get("code"), "error_message": error.get("message")}
    return {**row, **words, "steps": orjson.dumps(row["steps"]).decode()}


def _table(rows: Iterable[Iterable[Json]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
