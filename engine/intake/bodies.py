"""Bodies of requests on their way in: none over the limit, and few large ones at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from engine.intake.groups import Overloaded

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

LARGE_BYTES = 64 * 1024
LARGE_AT_ONCE = 128
PLACE_WITHIN_S = 20.0


class TooLarge(Exception):
    """The body is over the limit; reading stopped there."""


class HungUp(Exception):
    """The sender left before the end of the body: there is no event, and nobody to answer."""


class Bodies:
    """Reads bodies; what is large waits for a place, so that a crowd does not fill the memory."""

    def __init__(
        self,
        limit_bytes: int,
        *,
        large_at_once: int = LARGE_AT_ONCE,
        place_within_s: float = PLACE_WITHIN_S,
    ) -> None:
        self.limit_bytes = limit_bytes
        self._places = asyncio.Semaphore(large_at_once)
        self._place_within_s = place_within_s

    async def read(self, scope: Scope, receive: Receive) -> bytes:
        """Return the whole body; raises TooLarge, HungUp, or Overloaded when no place gets free."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value[:19]) > self.limit_bytes:
                raise TooLarge
        message = await _part(receive)
        raw: bytes = message.get("body", b"")
        if message.get("more_body"):
            return await self._read_on(raw, receive)
        self._check(len(raw))
        return raw

    async def _read_on(self, raw: bytes, receive: Receive) -> bytes:
        body, has_place, more = bytearray(raw), False, True
        try:
            while more:
                if len(body) > LARGE_BYTES and not has_place:
                    await self._find_place()
                    has_place = True
                message = await _part(receive)
                body += message.get("body", b"")
                self._check(len(body))
                more = bool(message.get("more_body"))
            return bytes(body)
        finally:
            if has_place:
                self._places.release()

    async def _find_place(self) -> None:
        try:
            async with asyncio.timeout(self._place_within_s):
                await self._places.acquire()
        except TimeoutError:
            raise Overloaded from None

    def _check(self, size: int) -> None:
        if size > self.limit_bytes:
            raise TooLarge


async def _part(receive: Receive) -> Mapping[str, Any]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise HungUp
    return message
