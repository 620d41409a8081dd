"""OAuth: codes that live 20 minutes, tokens that live a day, refresh tokens that work once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.services.amocrm.problems import token_refused
from tests.services.kit import Clock

CODE_S = 20 * 60
ACCESS_S = 24 * 60 * 60
REFRESH_S = 90 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Integration:
    """The app that an administrator made in the account."""

    client_id: str = "11111111-2222-4333-8444-555555555555"
    client_secret: str = "integration-secret"
    redirect_uri: str | None = None


@dataclass
class Grant:
    """One consent; all its tokens die together."""

    is_revoked: bool = False


@dataclass
class Tokens:
    """Everything the account has given out; `long_lived` is the token made in the settings."""

    clock: Clock
    integration: Integration = field(default_factory=Integration)
    long_lived: str = "long-lived-token"
    refreshes: int = 0
    _codes: dict[str, float] = field(default_factory=dict)
    _access: dict[str, tuple[float, Grant]] = field(default_factory=dict)
    _refresh: dict[str, tuple[float, Grant]] = field(default_factory=dict)
    _spent: dict[str, Grant] = field(default_factory=dict)

    def code(self) -> str:
        """Give out a one-time code."""
        code = f"code-{secrets.token_hex(16)}"
        self._codes[code] = self._in(CODE_S)
        return code

    def accepts(self, header: str) -> bool:
        """Say whether an Authorization header lets its sender in."""
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer":
            return False
        if token == self.long_lived:
            return True
        until, grant = self._access.get(token, (0.0, Grant(is_revoked=True)))
        return self._in(0) < until and not grant.is_revoked

    def revoke_all(self) -> None:
        """Switch the integration off: nothing that was given out works any more."""
        for _, grant in [*self._access.values(), *self._refresh.values()]:
            grant.is_revoked = True
        self.long_lived = secrets.token_hex(16)

    def exchange(self, asked: Mapping[str, Any]) -> web.Response:
        """Answer the token endpoint."""
        own = self.integration
        if (asked.get("client_id"), asked.get("client_secret")) != (
            own.client_id,
            own.client_secret,
        ):
            return token_refused("Client authentication failed")
        if own.redirect_uri not in (None, asked.get("redirect_uri")):
            return token_refused("Redirect URI does not match", 400)
        if asked.get("grant_type") == "authorization_code":
            return self._by_code(str(asked.get("code")))
        if asked.get("grant_type") == "refresh_token":
            return self._by_refresh(str(asked.get("refresh_token")))
        return token_refused("Check the `grant_type` parameter", 400)

    def _by_code(self, code: str) -> web.Response:
        until = self._codes.pop(code, 0.0)
        if self._in(0) >= until:
            return token_refused("Authorization code has expired", 400)
        return self._pair(Grant())

    def _by_refresh(self, token: str) -> web.Response:
        if spent := self._spent.get(token):
            # Somebody has a copy of the token: nobody keeps the connection.
            spent.is_revoked = True
            return token_refused("Token has been revoked")
        until, grant = self._refresh.pop(token, (0.0, Grant(is_revoked=True)))
        if grant.is_revoked or self._in(0) >= until:
            return token_refused("Token has been revoked")
        self._spent[token] = grant
        self.refreshes += 1
        return self._pair(grant)

    def _pair(self, grant: Grant) -> web.Response:
        access, refresh = f"eyJ{secrets.token_hex(24)}", f"def5{secrets.token_hex(24)}"
        self._access[access] = (self._in(ACCESS_S), grant)
        self._refresh[refresh] = (self._in(REFRESH_S), grant)
        return web.json_response(
            {
                "token_type": "Bearer",
                "expires_in": ACCESS_S,
                "server_time": self.clock.unix(),
                "access_token": access,
                "refresh_token": refresh,
            }
        )

    def _in(self, seconds: float) -> float:
        return self.clock.now().timestamp() + seconds
