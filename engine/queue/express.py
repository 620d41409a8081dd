"""A line to PostgreSQL for the two statements that a sender waits for, spoken by libpq itself.

psycopg's cursors serve any statement, and take twice the CPU of this: most of what an event alone
costs the receiver. The connection stays psycopg's, and serves everything else as ever.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import psycopg
from psycopg import pq

from engine.queue.database import Db, meaning

PIECE = 1 << 20
GONE_WELL = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.COPY_IN)


class Express:
    """One statement at a time on a connection that nobody else uses meanwhile.

    Raises psycopg.Error as its cursors do. Not to be cancelled: the line would be left halfway.
    """

    def __init__(self, db: Db) -> None:
        self._line = db.pgconn
        self._loop = asyncio.get_running_loop()
        self._names: dict[bytes, bytes] = {}

    async def execute(self, statement: bytes, values: Sequence[bytes | None]) -> None:
        """Execute a statement, prepared the first time; it commits unless in a transaction."""
        name = self._names.get(statement)
        if name is None:
            name = b"express_%d" % len(self._names)
            self._line.send_prepare(name, statement)
            await self._answer()
            self._names[statement] = name
        self._line.send_query_prepared(name, values)
        await self._answer()

    async def copy(self, statement: bytes, rows: Callable[[], bytes]) -> None:
        """Copy rows in, in one commit; they are asked for when the server is ready for them."""
        self._line.send_query(statement)
        await self._answer()
        data = memoryview(await self._written(rows))
        for start in range(0, len(data), PIECE):
            self._line.put_copy_data(data[start : start + PIECE])
            await self._sent()
        self._line.put_copy_end()
        await self._answer()

    async def _written(self, rows: Callable[[], bytes]) -> bytes:
        """Return the rows; where they can't be written, the server stops waiting for them."""
        try:
            return rows()
        except Exception:
            self._line.put_copy_end(b"the rows could not be written")
            with suppress(psycopg.Error):
                await self._answer()
            raise

    async def _answer(self) -> None:
        """Wait for the end of the statement, or for its call for rows."""
        await self._sent()
        failed: psycopg.Error | None = None
        while (result := await self._result()) is not None:
            if result.status not in GONE_WELL:
                failed = failed or meaning(psycopg.errors.error_from_result(result))
            elif result.status == pq.ExecStatus.COPY_IN:
                return
        if failed:
            raise failed

    async def _sent(self) -> None:
        while self._line.flush():
            await self._moved(to_send=True)

    async def _result(self) -> pq.abc.PGresult | None:
        while self._line.is_busy():
            await self._moved()
        return self._line.get_result()

    async def _moved(self, *, to_send: bool = False) -> None:
        """Wait for the socket; while sending, read as well, or both sides could wait for ever."""
        moved, socket = self._loop.create_future(), self._line.socket
        self._loop.add_reader(socket, _done, moved)
        if to_send:
            self._loop.add_writer(socket, _done, moved)
        try:
            await moved
        finally:
            self._loop.remove_reader(socket)
            if to_send:
                self._loop.remove_writer(socket)
        self._line.consume_input()


def _done(moved: "asyncio.Future[None]") -> None:
    if not moved.done():
        moved.set_result(None)
