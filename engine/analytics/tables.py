"""The answers as tables, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from engine.analytics.answers import Answer
from engine.journal.export import safe_cell
from engine.kernel.json_types import Json

# Spreadsheets take a file without it for one of their own old code page, and garble Russian names.
BOM = "\ufeff"
OTHERS = "others"
TOP_COLUMNS = (
    *("id", "name", "status", "transactions", "runs", "errors", "bytes_in", "bytes_out"),
    *("bytes_empty", "polls_empty", "p50_ms", "p95_ms"),
)

Table = tuple[Sequence[str], Iterable[Sequence[Any]]]


def of_frame(answer: Answer, number: str) -> Table:
    """Return one row for each piece; behind the numbers a column for each of the stacks."""
    columns = list(answer["buckets"][0])
    stacks = answer["stacks"]
    header = [*columns, *(f"{number}: {_called(stack)}" for stack in stacks)]
    rows = (
        [*piece.values(), *(stack[number][place] for stack in stacks)]
        for place, piece in enumerate(answer["buckets"])
    )
    return header, rows


def of_top(answer: Answer) -> Table:
    """Return one row for each result, and one of the others."""
    others = [{"name": OTHERS, **answer["others"]}] if answer["others"] else []
    rows = (*answer["results"], *others)
    return TOP_COLUMNS, ([row.get(name) for name in TOP_COLUMNS] for row in rows)


def download(name: str, answer: Answer, table: Table) -> HttpResponse:
    """Return the table as a file whose cells no spreadsheet runs."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    header, rows = table
    for row in (header, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    called = f"{name}_{answer['from']}_{answer['to']}.csv"
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{called}"'},
    )


def _called(stack: Answer) -> Json:
    return stack["name"] or (str(stack["bundle"]) if stack["bundle"] else OTHERS)
