"""One request and its answer: what a call records, and what a connector gets back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from yarl import URL

from connectors.sdk.auth import MASK, NOBODY, Login, is_secret_name
from connectors.sdk.errors import ANSWER_EXCERPT, ServiceUnavailable
from connectors.sdk.json_codec import Unreadable, read_json
from connectors.sdk.json_types import Json

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# aiohttp makes a payload and a task for any body: a tenth of a call's cost, spared up to here.
SMALL_BODY = 32 * 1024


@dataclass(slots=True)
class Exchange:
    """One request on the wire; `sent` is true once the service may have read any of it."""

    method: str
    url: str
    status: int | None = None
    ms: float = 0.0
    bytes_out: int = 0
    bytes_in: int = 0
    sent: bool = False


@dataclass(slots=True)
class Answer:
    """What a service answered, decompressed; header names are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    login: Login = field(default=NOBODY, repr=False)

    @property
    def ok(self) -> bool:
        """Say whether the status is 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Json:
        """Parse the body as JSON, integers of any size exact."""
        try:
            return read_json(self.body)
        except Unreadable:
            raise ServiceUnavailable(
                "The service's answer is not JSON.",
                code="answer_unreadable",
                status=self.status,
                answer=self.excerpt(),
                outcome="unknown",
            ) from None

    def text(self) -> str:
        """Read the body as text in its charset; what cannot be read is replaced."""
        _, _, charset = self.headers.get("Content-Type", "").partition("charset=")
        try:
            return self.body.decode(charset.partition(";")[0].strip(' "') or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    def excerpt(self) -> str:
        """Return the beginning of the body as text without secrets, for an error a person reads."""
        # Twice as much is looked at, so that no secret is cut in two before it is known.
        said = self.body[: 2 * ANSWER_EXCERPT].decode("utf-8", "replace").replace("\x00", "")
        return self.login.mask(said)[:ANSWER_EXCERPT]


@dataclass(slots=True)
class Trip:
    """One request on its way through the door, over redirects, until there is an answer."""

    method: str
    url: URL
    headers: dict[str, str]
    body: bytes | None
    timeout_s: float
    max_bytes: int
    login: Login
    exchanges: list[Exchange]
    before_write: Callable[[], None] | None = None
    follow_redirects: bool = True
    sent: bool = False

    @property
    def writes(self) -> bool:
        """Say whether the method may change something at the service."""
        return self.method not in SAFE_METHODS

    @property
    def is_small(self) -> bool:
        """Say whether there is a body so small that it leaves in one piece with the head."""
        return self.body is not None and len(self.body) <= SMALL_BODY

    def framed_headers(self) -> dict[str, str]:
        """Return the headers; with the length of a body that aiohttp does not get to see."""
        if self.body is None or not self.is_small:
            return self.headers
        return {**self.headers, "Content-Length": str(len(self.body))}

    def depart(self) -> None:
        """Mark the moment the request leaves; raises whatever `before_write` objects with."""
        exchange = self.exchanges[-1]
        if self.writes:
            if exchange.sent:
                raise ConnectionResetError("The connection was lost while the request was sent.")
            if self.before_write is not None:
                self.before_write()
        exchange.sent = self.sent = True


def shown_url(url: URL, login: Login) -> str:
    """Return the address without anything secret, fit for the journal."""
    shown = _without_secret_parameters(url) if url.raw_query_string else str(url)
    return login.mask(shown) if login.credentials else shown


@lru_cache(maxsize=1024)
def _without_secret_parameters(url: URL) -> str:
    query = [(name, MASK if is_secret_name(name) else one) for name, one in url.query.items()]
    return str(url.with_query(query))
