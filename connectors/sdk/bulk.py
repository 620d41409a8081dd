"""Many rows in one action: sent in the batches a service takes, with an outcome for every row."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from connectors.sdk.errors import ConnectorError, InputRejected
from connectors.sdk.json_types import Json
from connectors.sdk.patience import patiently

PATIENT_TIMES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its place in the list the person gave."""

    index: int
    value: Json


class RowsRejected(InputRejected):
    """The service refused a whole batch and wrote none of it; `rows` says why, by row index."""

    def __init__(
        self,
        message: str,
        rows: Mapping[int, str],
        *,
        status: int | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(message, status=status, answer=answer)
        self.rows = rows


Sent: TypeAlias = Mapping[int, str]
Send: TypeAlias = Callable[[Sequence[Row]], Awaitable[Sent]]


@dataclass
class Bulk:
    """The outcomes so far; `send` returns the id of each row by index, or raises."""

    send: Send
    ids: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    stopped: ConnectorError | None = None
    in_flight: tuple[int, ...] = ()

    async def batch(self, rows: Sequence[Row]) -> None:
        """Send a batch; what is refused for a few rows is sent again without them."""
        self.in_flight = tuple(row.index for row in rows)
        try:
            sent = await patiently(lambda: self.send(rows), times=PATIENT_TIMES)
        except RowsRejected as refused:
            await self._without(rows, refused)
        else:
            self.ids.update(sent)
            silent = [row.index for row in rows if row.index not in sent]
            self.errors.update(dict.fromkeys(silent, "The service did not tell what became of it."))

    def stop(self, error: ConnectorError) -> None:
        """Give the rest up; rows on their way when nobody answered may be there all the same."""
        self.stopped = error
        if error.outcome == "unknown":
            told = f"{error.message} The row may have been written all the same."
            self.errors.update(dict.fromkeys(self.in_flight, told))

    async def _without(self, rows: Sequence[Row], refused: RowsRejected) -> None:
        named = {row.index for row in rows} & refused.rows.keys()
        self.errors.update({index: refused.rows[index] for index in named})
        left = [row for row in rows if row.index not in named]
        if named and left:
            await self.batch(left)
        elif not named and len(left) == 1:
            self.errors[left[0].index] = refused.message
        elif not named:
            # The answer blames the batch as a whole: halves find the culprits.
            await self.batch(left[: len(left) // 2])
            await self.batch(left[len(left) // 2 :])


async def in_batches(
    rows: Sequence[Json], size: int, send: Send, *, repeatable: bool = False
) -> dict[str, Json]:
    """Send rows in batches of `size` and return what became of each.

    A service that fails before it wrote anything raises, so that the step is tried again. Once rows
    are written the rest is reported instead: a second attempt would write the first ones twice,
    unless `repeatable` claims that it changes nothing.
    """
    numbered, bulk = [Row(index, value) for index, value in enumerate(rows)], Bulk(send)
    for start in range(0, len(numbered), size):
        try:
            await bulk.batch(numbered[start : start + size])
        except ConnectorError as error:
            if repeatable or not bulk.ids:
                raise
            bulk.stop(error)
            break
    return _report(numbered, bulk)


def _report(rows: Sequence[Row], bulk: Bulk) -> dict[str, Json]:
    stopped = bulk.stopped.message if bulk.stopped else "The service did not tell."
    outcomes = [
        {
            "index": row.index,
            "ok": row.index in bulk.ids,
            "id": bulk.ids.get(row.index),
            "error": None if row.index in bulk.ids else bulk.errors.get(row.index, stopped),
        }
        for row in rows
    ]
    return {
        "total": len(rows),
        "succeeded": len(bulk.ids),
        "failed": len(rows) - len(bulk.ids),
        "rows": outcomes,
    }
