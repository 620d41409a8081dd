"""Answers' bodies: read with a cap that counts decompressed bytes."""

import zlib
from typing import Protocol

from aiohttp import ClientResponse

from connectors.sdk.errors import AnswerTooLarge, ServiceUnavailable

ACCEPT_ENCODING = "gzip, deflate"
GZIP_MAGIC = b"\x1f\x8b"
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class _Decompressor(Protocol):
    @property
    def unused_data(self) -> bytes: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class Inflater:
    """Decompress a stream and stop as soon as it grows past the cap."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._size = 0
        self._stream: _Decompressor | None = None

    def feed(self, data: bytes) -> bytes:
        """Return what these bytes decompress to, over several gzip members if need be."""
        parts: list[bytes] = []
        while data:
            stream = self._stream or _stream_for(data)
            self._stream = stream
            parts.append(self._inflate(stream, data))
            data = stream.unconsumed_tail
            if stream.eof:
                self._stream = None
                # What follows a gzip member is another one, or padding that means nothing.
                data = stream.unused_data if stream.unused_data.startswith(GZIP_MAGIC) else b""
        return b"".join(parts)

    def finish(self) -> None:
        """Refuse a stream that ended in the middle."""
        if self._stream is not None:
            raise _broken()

    def _inflate(self, stream: _Decompressor, data: bytes) -> bytes:
        try:
            part = stream.decompress(data, self._cap - self._size + 1)
        except zlib.error:
            raise _broken() from None
        self._size += len(part)
        if self._size > self._cap:
            raise too_large(self._cap)
        return part


def _stream_for(data: bytes) -> _Decompressor:
    # "deflate" means zlib, but some servers send it bare: a zlib header has 8 in its low nibble.
    framed = data[0] & 0x0F == 8 or data[:1] == b"\x1f"
    return zlib.decompressobj(GZIP_OR_ZLIB if framed else -zlib.MAX_WBITS)


def _broken() -> ServiceUnavailable:
    return ServiceUnavailable(
        "The service's answer was cut short or garbled.", code="answer_cut", outcome="unknown"
    )


def too_large(cap: int) -> AnswerTooLarge:
    """Build the error for an answer over the cap."""
    return AnswerTooLarge(f"The answer is larger than {cap} bytes.")


async def read_body(response: ClientResponse, cap: int) -> bytes:
    """Read the whole body, decompressed; over the cap it is abandoned."""
    encoding = response.headers.get("Content-Encoding", "").lower()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return await _read_compressed(response, cap)
    content = response.content
    first = await content.readany()
    if content.at_eof() and len(first) <= cap:
        return first
    parts, size = [first], len(first)
    while size <= cap and (part := await content.readany()):
        parts.append(part)
        size += len(part)
    if size > cap:
        raise too_large(cap)
    return b"".join(parts)


async def _read_compressed(response: ClientResponse, cap: int) -> bytes:
    inflater, parts = Inflater(cap), []
    while part := await response.content.readany():
        parts.append(inflater.feed(part))
    inflater.finish()
    return b"".join(parts)
