"""How a request leaves: checked at the last moment, a small body in one piece with its head."""

from contextvars import ContextVar

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.client_reqrep import ClientResponse
from aiohttp.connector import Connection
from aiohttp.http_writer import StreamWriter

from connectors.sdk.exchange import Trip

# aiohttp makes its request objects itself; this carries the trip to the one being sent.
TRIP: ContextVar[Trip] = ContextVar("trip")


class Departure(aiohttp.ClientRequest):
    """A request that tells its trip when it leaves; nothing comes between that and its bytes.

    A process may be stopped between any two turns of its loop, and wake when the run is another's.
    """

    async def send(self, conn: Connection) -> ClientResponse:
        trip = TRIP.get()
        if trip.body is None:
            trip.depart()
        if not trip.is_small or conn.protocol is None:
            return await super().send(conn)
        writer = StreamWriter(conn.protocol, self.loop)
        line = f"{self.method} {self.url.raw_path_qs} HTTP/1.1"
        await writer.write_headers(line, self.headers)
        trip.depart()
        await writer.write_eof(trip.body or b"")
        return ClientResponse(
            self.method,
            self.original_url,
            writer=None,
            continue100=None,
            timer=self._timer,
            request_info=self.request_info,
            traces=[],
            loop=self.loop,
            session=self._session,
            stream_writer=writer,
        )

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None
    ) -> None:
        """Send the head with the body: aiohttp has a task of its own for that."""
        trip = TRIP.get()
        try:
            if trip.body is not None:
                trip.depart()
        except Exception as objection:
            if conn.protocol is not None:
                conn.protocol.set_exception(objection)
            conn.close()
        else:
            await super().write_bytes(writer, conn, content_length)
