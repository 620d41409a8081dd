"""How a request is signed and a login proved; one `Auth` for each way a service lets us in."""

import json
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import quote, quote_plus

import orjson
from yarl import URL

from connectors.sdk.fields import Field
from connectors.sdk.json_types import Json

if TYPE_CHECKING:
    from connectors.sdk.http import Call

AuthKind = Literal["none", "api_key", "basic", "oauth2", "webhook"]
Check: TypeAlias = "Callable[[Call], Awaitable[str]]"

SHORTEST_MASKED = 4
# In what a service brings, a shorter one may stand by chance: a password such as "test".
SHORTEST_MASKED_IN_DATA = 12
MASK = "***"
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
SECRET_WORDS = frozenset(
    {"token", "key", "apikey", "secret", "password", "passwd", "pass", "pwd", "credentials"}
    | {"signature", "sign", "sig", "auth", "authorization", "cookie", "session", "sid", "jwt"}
)


class Credentials(Mapping[str, str]):
    """The secrets of one connection; printing it shows the names only."""

    __slots__ = ("_secrets",)

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self._secrets = dict(secrets or {})

    def __getitem__(self, name: str) -> str:
        return self._secrets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._secrets)

    def __len__(self) -> int:
        return len(self._secrets)

    def __repr__(self) -> str:
        return f"Credentials({', '.join(self._secrets)})"


@dataclass(frozen=True, kw_only=True)
class Auth:
    """One way in: `fields` are kept encrypted, `check` proves them and names the account."""

    kind: AuthKind
    fields: tuple[Field, ...] = ()
    check: "Check | None" = None

    @property
    def secret_names(self) -> frozenset[str]:
        """Name the credentials that must never be shown."""
        return frozenset(one.name for one in self.fields if one.kind == "secret")

    def sign(self, headers: dict[str, str], query: dict[str, str], login: "Login") -> None:
        """Put the login into the headers or the query of a request about to leave."""


@dataclass(frozen=True, kw_only=True)
class NoAuth(Auth):
    """A service that asks for no login."""

    kind: AuthKind = "none"


@dataclass(frozen=True, kw_only=True)
class ApiKey(Auth):
    """A key in a header (with a prefix such as "Bearer ") or in the query."""

    kind: AuthKind = "api_key"
    fields: tuple[Field, ...] = (Field("value", "secret", required=True),)
    header: str | None = None
    query: str | None = None
    prefix: str = ""

    def sign(self, headers: dict[str, str], query: dict[str, str], login: "Login") -> None:
        """Put the key where this service looks for it."""
        value = self.prefix + login.credentials[self.fields[0].name]
        if self.header:
            headers[self.header] = value
        if self.query:
            query[self.query] = value


@dataclass(frozen=True, kw_only=True)
class Basic(Auth):
    """A user name and a password, sent by the HTTP Basic scheme."""

    kind: AuthKind = "basic"
    fields: tuple[Field, ...] = (
        Field("user", required=True),
        Field("password", "secret"),
    )

    def sign(self, headers: dict[str, str], query: dict[str, str], login: "Login") -> None:
        """Add the Authorization header."""
        pair = f"{login.credentials.get('user', '')}:{login.credentials.get('password', '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"


@dataclass(frozen=True, kw_only=True)
class WebhookSecret(Auth):
    """A service that comes to us: its requests arrive at the connection's own address."""

    kind: AuthKind = "webhook"


@dataclass(frozen=True)
class Login:
    """One signed-in account as calls see it; make it once for a connection, use it for many."""

    auth: Auth
    credentials: Credentials
    settings: Mapping[str, Json]
    base_url: str | None = None

    def mask(self, text: str) -> str:
        """Return the text with every secret of this login blotted out."""
        return _blotted(text, self._forms)

    def mask_data(self, value: Json, *, shortest: int = SHORTEST_MASKED_IN_DATA) -> Json:
        """Return data with every long secret of this login blotted out; itself if it has none."""
        forms = [one for one in self._forms if len(one) >= shortest]
        if not forms:
            return value
        written = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
        return _blotted_data(value, forms) if any(one in written for one in forms) else value

    @cached_property
    def origin(self) -> URL | None:
        """Scheme, host and port that signed requests may go to; None lets the action choose."""
        return URL(self.base_url).origin() if self.base_url else None

    @cached_property
    def _forms(self) -> list[str]:
        values = [
            self.credentials[name] for name in self.auth.secret_names & self.credentials.keys()
        ]
        if self.auth.kind == "basic":
            signed: dict[str, str] = {}
            self.auth.sign(signed, {}, self)
            values += [text.rpartition(" ")[2] for text in signed.values()]
        forms = {form for value in values for form in _ways_to_write(value)}
        return sorted((one for one in forms if len(one) >= SHORTEST_MASKED), key=len, reverse=True)


def _blotted(text: str, forms: Iterable[str]) -> str:
    for form in forms:
        text = text.replace(form, MASK)
    return text


def _blotted_data(value: Json, forms: Sequence[str]) -> Json:
    if isinstance(value, Mapping):
        return {
            _blotted(str(name), forms): _blotted_data(one, forms) for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_blotted_data(one, forms) for one in value]
    if value is None or isinstance(value, bool):
        return value
    text = _blotted(str(value), forms)
    return value if text == str(value) else text


def _ways_to_write(value: str) -> Iterator[str]:
    """Yield a text as it may stand in others: plain, in an address, in JSON."""
    yield from (value, quote(value), quote(value, safe=""), quote_plus(value))
    yield from (json.dumps(value, ensure_ascii=plain)[1:-1] for plain in (True, False))


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Say whether a header or parameter of this name most likely carries a secret."""
    words = {one.lower() for one in WORD.findall(name)}
    return bool(words & SECRET_WORDS) and "idempotency" not in words


NO_AUTH = NoAuth()
NOBODY = Login(NO_AUTH, Credentials(), {})
