"""OAuth 2.0 as data: what the person is asked, what is asked for tokens, what the answers mean.

Everything here is pure. The engine leads the person through the dance, keeps the tokens among the
connection's secrets (`access_token`, `refresh_token`, and `host` where the service names one) and
sends what is built here through its own door.
"""

import hashlib
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import quote_plus

from yarl import URL

from connectors.sdk.auth import Auth, AuthKind, Credentials, Login
from connectors.sdk.errors import CredentialsRejected
from connectors.sdk.fields import Field
from connectors.sdk.json_types import Json

Address: TypeAlias = str | Callable[[Mapping[str, str], Mapping[str, Json]], str]
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
LONGEST_HOST = 253
SECRETS = frozenset({"client_secret", "access_token", "refresh_token", "code", "code_verifier"})


@dataclass(frozen=True, kw_only=True)
class OAuth2(Auth):
    """Authorization code flow; where a service departs from the standard, a field here says how.

    Addresses may depend on secrets and settings. `host_from` names the parameter of the callback
    with the account's own host, which must end in one of `host_suffixes` and becomes the secret
    `host`. `life_s` is how long an access token lives when the answer does not say.
    """

    kind: AuthKind = "oauth2"
    fields: tuple[Field, ...] = (
        Field("client_id", required=True),
        Field("client_secret", "secret", required=True),
    )
    authorize_url: Address
    token_url: Address
    scopes: tuple[str, ...] = ()
    scope_separator: str = " "
    pkce: bool = True
    carried_in: Literal["form", "json", "query"] = "form"
    client_in: Literal["body", "basic"] = "body"
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    redirect_uri_on_refresh: bool = False
    host_from: str | None = None
    host_suffixes: tuple[str, ...] = ()
    life_s: float | None = None

    @property
    def secret_names(self) -> frozenset[str]:
        """Name what must never be shown; tokens are secret though nobody entered them."""
        return SECRETS

    def sign(self, headers: dict[str, str], query: dict[str, str], login: Login) -> None:
        """Add the access token; raises CredentialsRejected while there is none."""
        token = login.credentials.get("access_token")
        if not token:
            raise CredentialsRejected("Nobody has signed in yet.", code="login_not_done")
        headers["Authorization"] = f"Bearer {token}"


@dataclass(frozen=True, slots=True)
class Consent:
    """One way through the dance: where the person comes back, with which state and verifier."""

    redirect_uri: str
    state: str = ""
    verifier: str = ""

    def __repr__(self) -> str:
        return f"Consent({self.redirect_uri})"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request to the token endpoint, ready to be sent; it carries secrets."""

    method: str
    url: str
    headers: Mapping[str, str]
    values: Mapping[str, str]
    carried_in: Literal["form", "json", "query"]

    def __repr__(self) -> str:
        return f"TokenRequest({self.method} {self.url})"


@dataclass(frozen=True, slots=True)
class Application:
    """An OAuth application at a service, as one connection uses it.

    `base_url` points the service elsewhere: its consent page and token endpoint go there too.
    """

    auth: OAuth2
    secrets: Mapping[str, str]
    settings: Mapping[str, Json]
    base_url: str | None = None

    def __repr__(self) -> str:
        return f"Application({self.secrets.get('client_id', '')})"

    def consent_url(self, consent: Consent) -> str:
        """Return the address of the page on which the person agrees."""
        auth = self.auth
        asked = {
            "response_type": "code",
            "client_id": self.secrets.get("client_id", ""),
            "redirect_uri": consent.redirect_uri,
            "state": consent.state,
            **auth.authorize_params,
        }
        if auth.scopes:
            asked["scope"] = auth.scope_separator.join(auth.scopes)
        if auth.pkce:
            asked |= {
                "code_challenge": challenge(consent.verifier),
                "code_challenge_method": "S256",
            }
        return str(URL(self._address(auth.authorize_url)).update_query(asked))

    def code_request(self, code: str, consent: Consent) -> TokenRequest:
        """Return the request that turns a code into tokens."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": consent.redirect_uri,
        }
        return self._request(
            asked | ({"code_verifier": consent.verifier} if self.auth.pkce else {})
        )

    def refresh_request(self, redirect_uri: str) -> TokenRequest:
        """Return the request for new tokens; raises CredentialsRejected when none can be had."""
        token = self.secrets.get("refresh_token")
        if not token:
            raise CredentialsRejected("There is no refresh token.", code="login_expired")
        asked = {"grant_type": "refresh_token", "refresh_token": token}
        if self.auth.redirect_uri_on_refresh:
            asked["redirect_uri"] = redirect_uri
        return self._request(asked)

    def host_in(self, answer: Mapping[str, str]) -> str | None:
        """Return the account's host out of the callback; raises CredentialsRejected on a stranger.

        An installation that has the service elsewhere knows the host already.
        """
        if self.auth.host_from is None or self.base_url is not None:
            return None
        host = answer.get(self.auth.host_from, "").strip().lower()
        known = any(host.endswith(f".{one}") for one in self.auth.host_suffixes)
        if len(host) > LONGEST_HOST or not HOST.fullmatch(host) or not known:
            # The secret of the application would be posted to whoever is named here.
            raise CredentialsRejected("The host is not the service's.", code="oauth_host_refused")
        return host

    def login(self, code: str = "", consent: Consent | None = None) -> Login:
        """Return a login that signs nothing and blots out whatever a token request carries."""
        spent = {"code": code, "code_verifier": consent.verifier if consent else ""}
        known = {name: one for name, one in (spent | dict(self.secrets)).items() if one}
        return Login(_CLIENT, Credentials(known), {}, None)

    def _request(self, asked: dict[str, str]) -> TokenRequest:
        carried = self.auth.carried_in
        names, secret = self.secrets.get("client_id", ""), self.secrets.get("client_secret", "")
        headers = {"Accept": "application/json"}
        if self.auth.client_in == "basic":
            pair = f"{quote_plus(names)}:{quote_plus(secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            asked |= {"client_id": names} | ({"client_secret": secret} if secret else {})
        method = "GET" if carried == "query" else "POST"
        return TokenRequest(method, self._address(self.auth.token_url), headers, asked, carried)

    def _address(self, declared: Address) -> str:
        url = declared(self.secrets, self.settings) if callable(declared) else declared
        return url if self.base_url is None else moved(url, self.base_url)


@dataclass(frozen=True, kw_only=True)
class _Client(Auth):
    kind: AuthKind = "none"

    @property
    def secret_names(self) -> frozenset[str]:
        return SECRETS


_CLIENT = _Client()


def challenge(verifier: str) -> str:
    """Return the PKCE challenge of a verifier (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def moved(url: str, base_url: str) -> str:
    """Return the address with its path and query at another service."""
    there, here = URL(url), URL(base_url)
    path = here.raw_path.rstrip("/") + there.raw_path
    return str(here.with_path(path, encoded=True).with_query(there.query))
