"""Bad days: what goes wrong between a service that did its work and the one who asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from aiohttp import web

Kind = Literal["slow", "error", "garbage", "half", "hangup", "busy"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
KINDS: tuple[str, ...] = get_args(Kind)
GARBAGE = b'<html><body>\xff\xfeBad gateway: {"half": '


@dataclass(frozen=True, slots=True)
class BadDay:
    """What happens to requests whose path contains `path`, `times` times or until it clears up.

    `slow` answers after `delay_s`; `error` answers `status`; `busy` is a 429; `garbage` answers 200
    with nonsense; `half` breaks off in the middle of the answer, `hangup` before it. With `acts`
    the service does what it was asked first, so that only the answer is lost.
    """

    kind: Kind
    times: int | None = 1
    path: str = ""
    method: str | None = None
    status: int = 500
    delay_s: float = 1.0
    acts: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "BadDay":
        """Read a bad day from JSON; an unknown kind or name is a ValueError."""
        if told.get("kind") not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        try:
            return cls(**told)
        except TypeError as wrong:
            raise ValueError(str(wrong)) from None

    def strikes(self, request: web.Request) -> bool:
        """Say whether this request is among those that suffer."""
        return self.path in request.path and self.method in (None, request.method)


class Weather:
    """The bad days to come, each used up after its number of times."""

    def __init__(self) -> None:
        self._days: list[tuple[BadDay, int | None]] = []

    def expect(self, day: BadDay) -> None:
        """Let it happen from now on."""
        self._days.append((day, day.times))

    def clear(self) -> None:
        """Let the sun shine."""
        self._days = []

    def strike(self, request: web.Request) -> BadDay | None:
        """Return what happens to this request, and count it."""
        for place, (day, left) in enumerate(self._days):
            if not day.strikes(request):
                continue
            if left is not None:
                self._days[place : place + 1] = [(day, left - 1)] if left > 1 else []
            return day
        return None


async def suffer(day: BadDay, request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request the way of a bad day."""
    if day.kind == "slow":
        await asyncio.sleep(day.delay_s)
        return await handler(request)
    if day.kind in {"half", "hangup"}:
        whole = await handler(request) if day.acts or day.kind == "half" else web.Response()
        return await _break_off(request, whole, half=day.kind == "half")
    if day.acts:
        await handler(request)
    if day.kind == "garbage":
        return web.Response(body=GARBAGE, content_type="application/json")
    status = 429 if day.kind == "busy" else day.status
    return web.Response(status=status, text="bad day", headers=day.headers)


async def _break_off(
    request: web.Request, whole: web.StreamResponse, *, half: bool
) -> web.StreamResponse:
    body = whole.body if isinstance(whole, web.Response) and isinstance(whole.body, bytes) else b""
    broken = web.StreamResponse(status=whole.status)
    if half:
        broken.content_type = whole.content_type
        broken.content_length = max(len(body), 2)
        await broken.prepare(request)
        await broken.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return broken
