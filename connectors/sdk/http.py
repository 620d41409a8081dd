"""`Call`: what a connector's code uses to talk to its service during one attempt of one step."""

import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, TypedDict, Unpack
from urllib.parse import urlencode

from connectors.sdk.auth import NOBODY, Login
from connectors.sdk.budgets import rest_s
from connectors.sdk.coercion import as_text
from connectors.sdk.door import Door
from connectors.sdk.errors import ErrorTable, InputRejected, retry_after_s, status_error
from connectors.sdk.exchange import SAFE_METHODS, Answer, Exchange, Trip
from connectors.sdk.json_codec import Unreadable, dump_json
from connectors.sdk.json_types import Json
from connectors.sdk.targets import check_headers, check_method, resolve

Renew: TypeAlias = Callable[[Login], Awaitable[Login | None]]
Pace: TypeAlias = Callable[[], Awaitable[None]]

UNAUTHORIZED = 401
NO_ERRORS: ErrorTable = {}
NO_METADATA: Mapping[str, Json] = {}
NO_HEADERS: Mapping[str, str] = {}


class Options(TypedDict, total=False):
    """What a request may carry; `expect` says which statuses are no error."""

    params: Mapping[str, Json] | None
    headers: Mapping[str, str] | None
    json: Json
    form: Mapping[str, Json] | None
    body: bytes | None
    timeout_s: float | None
    max_bytes: int | None
    expect: Callable[[int], bool] | None
    follow_redirects: bool


class Call:
    """One attempt of one step: signs requests, adds the attempt's headers, keeps the record.

    The engine may set `renew` (a fresh login in place of one that a service refuses), `pace` (waits
    before every request but the first) and `metadata` (what was last read of the account). `rest_s`
    is how long the service wants to be left alone, as far as its answers said.
    """

    __slots__ = (
        "_was_renewed",
        "before_write",
        "door",
        "errors",
        "exchanges",
        "login",
        "metadata",
        "pace",
        "renew",
        "rest_s",
        "write_headers",
    )

    def __init__(
        self,
        door: Door,
        login: Login = NOBODY,
        *,
        errors: ErrorTable = NO_ERRORS,
        write_headers: Mapping[str, str] = NO_HEADERS,
        before_write: Callable[[], None] | None = None,
    ) -> None:
        self.door = door
        self.login = login
        self.errors = errors
        self.write_headers = write_headers
        self.before_write = before_write
        self.exchanges: list[Exchange] = []
        self.renew: Renew | None = None
        self.pace: Pace | None = None
        self.metadata = NO_METADATA
        self.rest_s = 0.0
        self._was_renewed = False

    def __repr__(self) -> str:
        return f"Call({len(self.exchanges)} exchanges)"

    @property
    def settings(self) -> Mapping[str, Json]:
        """The connection's settings."""
        return self.login.settings

    @property
    def bytes_out(self) -> int:
        """How many bytes of bodies were sent."""
        return sum(one.bytes_out for one in self.exchanges if one.sent)

    @property
    def bytes_in(self) -> int:
        """How many bytes of bodies came back, decompressed."""
        return sum(one.bytes_in for one in self.exchanges)

    @property
    def last_status(self) -> int | None:
        """The status of the last answer, None when there was none."""
        return self.exchanges[-1].status if self.exchanges else None

    @property
    def idempotency_key(self) -> str | None:
        """The key that stays the same over all attempts of this step."""
        return self.write_headers.get("Idempotency-Key")

    def leave(self, exchange: Exchange) -> None:
        """Mark the moment a write of another protocol leaves; `before_write` may object."""
        if self.before_write is not None:
            self.before_write()
        exchange.sent = True

    async def get(self, url: str, **options: Unpack[Options]) -> Json:
        """GET and return the parsed answer."""
        return parsed(await self.request("GET", url, **options))

    async def post(self, url: str, **options: Unpack[Options]) -> Json:
        """POST and return the parsed answer."""
        return parsed(await self.request("POST", url, **options))

    async def put(self, url: str, **options: Unpack[Options]) -> Json:
        """PUT and return the parsed answer."""
        return parsed(await self.request("PUT", url, **options))

    async def patch(self, url: str, **options: Unpack[Options]) -> Json:
        """PATCH and return the parsed answer."""
        return parsed(await self.request("PATCH", url, **options))

    async def delete(self, url: str, **options: Unpack[Options]) -> Json:
        """DELETE and return the parsed answer."""
        return parsed(await self.request("DELETE", url, **options))

    async def request(self, method: str, url: str, **options: Unpack[Options]) -> Answer:
        """Make a request; a status that is not expected raises by the error table."""
        answer = await self.raw(method, url, **options)
        expect = options.get("expect")
        if expect(answer.status) if expect is not None else answer.ok:
            return answer
        raise status_error(
            answer.status,
            overrides=self.errors,
            answer=self.login.mask(answer.excerpt()),
            retry_after=retry_after_s(answer.headers.get("Retry-After"), self.door.now()),
        )

    async def raw(self, method: str, url: str, **options: Unpack[Options]) -> Answer:
        """Make a request and return the answer whatever its status.

        A login that is refused with 401 is renewed once, where it can be, and the request repeated.
        """
        method = check_method(method)
        answer = await self._fetch(method, url, options)
        if answer.status == UNAUTHORIZED and await self._renewed(url):
            return await self._fetch(method, url, options)
        return answer

    async def _fetch(self, method: str, url: str, options: Options) -> Answer:
        if self.pace is not None and self.exchanges:
            await self.pace()
        answer = await self.door.fetch(self._trip(method, url, options))
        self.rest_s = max(self.rest_s, rest_s(answer.headers, self.door.now))
        return answer

    async def _renewed(self, url: str) -> bool:
        if self.renew is None or self._was_renewed or not self._signs(url):
            return False
        self._was_renewed = True
        fresh = await self.renew(self.login)
        if fresh is None:
            return False
        self.login = fresh
        return True

    def _signs(self, url: str) -> bool:
        login = self.login
        return login.origin is None or login.origin == resolve(login.base_url, url).origin()

    async def dial(self, host: str, port: int) -> socket.socket:
        """Return a connected socket for a protocol that is not HTTP; the address is checked."""
        return await self.door.dial(host, port)

    def _trip(self, method: str, url: str, options: Options) -> Trip:
        login, limits = self.login, self.door.limits
        target = resolve(login.base_url, url)
        headers, body = dict(options.get("headers") or NO_HEADERS), _body(options)
        if body is not None and not _has_content_type(headers):
            headers["Content-Type"] = _content_type(options)
        query = _query(options.get("params"))
        if self._signs(url):
            login.auth.sign(headers, query, login)
        if method not in SAFE_METHODS:
            headers.update(self.write_headers)
        check_headers(headers)
        return Trip(
            method,
            target.extend_query(query) if query else target,
            headers,
            body,
            min(options.get("timeout_s") or limits.timeout_s, limits.timeout_max_s),
            options.get("max_bytes") or limits.answer_bytes,
            login,
            self.exchanges,
            self.before_write,
            options.get("follow_redirects", True),
        )


def parsed(answer: Answer) -> Json:
    """Return the answer's JSON, None when there is no body."""
    return answer.json() if answer.body else None


def _body(options: Options) -> bytes | None:
    if (body := options.get("body")) is not None:
        return body
    if (value := options.get("json")) is not None:
        return _json_body(value)
    form = options.get("form")
    return None if form is None else urlencode(_pairs(form)).encode()


def _json_body(value: Json) -> bytes:
    try:
        return dump_json(value)
    except Unreadable as wrong:
        raise InputRejected(wrong.message, code=wrong.code, field="body") from None


def _content_type(options: Options) -> str:
    if options.get("body") is not None:
        return "application/octet-stream"
    return (
        "application/json"
        if options.get("json") is not None
        else "application/x-www-form-urlencoded"
    )


def _has_content_type(headers: Mapping[str, str]) -> bool:
    return any(name.lower() == "content-type" for name in headers)


def _query(params: Mapping[str, Json] | None) -> dict[str, Any]:
    if not params:
        return {}
    return {
        name: [as_text(each) for each in one] if isinstance(one, list | tuple) else as_text(one)
        for name, one in params.items()
        if one is not None
    }


def _pairs(form: Mapping[str, Json]) -> list[tuple[str, str]]:
    return [
        (name, as_text(each))
        for name, one in form.items()
        if one is not None
        for each in (one if isinstance(one, list | tuple) else (one,))
    ]
