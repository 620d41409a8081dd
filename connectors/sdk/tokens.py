"""What a token endpoint answers: tokens, or one of the many ways to say no."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.sdk.auth import Login
from connectors.sdk.errors import (
    ConnectorError,
    CredentialsRejected,
    RateLimited,
    ServiceUnavailable,
    retry_after_s,
)
from connectors.sdk.exchange import Answer
from connectors.sdk.json_codec import Unreadable, read_json
from connectors.sdk.json_types import Json, JsonObject

LONGEST_LIFE_S = 10 * 365 * 86_400.0
EARLY_SHARE = 0.1
EARLY_S = 300.0
# RFC 6749 has these for the consent page; some services answer them at the token endpoint too.
PASSING = frozenset({"temporarily_unavailable", "server_error", "internal_error", "timeout"})
SLOW = frozenset({"slow_down", "ratelimited", "rate_limited", "too_many_requests"})
APPLICATION = frozenset(
    {"invalid_client", "unauthorized_client", "invalid_client_id", "bad_client_secret"}
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What was granted; `life_s` is None for a token that lives until it is revoked."""

    access_token: str
    refresh_token: str | None = None
    life_s: float | None = None

    def __repr__(self) -> str:
        return f"Tokens(life_s={self.life_s})"

    def into(self, secrets: Mapping[str, str]) -> dict[str, str]:
        """Return the secrets with these tokens; a refresh token not replaced stays good."""
        fresh = {"access_token": self.access_token}
        return {**secrets, **fresh} | (
            {"refresh_token": self.refresh_token} if self.refresh_token else {}
        )

    @property
    def renew_in_s(self) -> float | None:
        """When to renew: a tenth of its life early, five minutes at least if it lives so long."""
        if self.life_s is None:
            return None
        return self.life_s - max(EARLY_SHARE * self.life_s, min(EARLY_S, self.life_s / 2))


def read_tokens(answer: Answer, login: Login, *, life_s: float | None, now: datetime) -> Tokens:
    """Read the answer of a token endpoint; raises CredentialsRejected or ServiceUnavailable."""
    told = _object(answer)
    token = told.get("access_token") if answer.ok else None
    if isinstance(token, str) and token:
        again = told.get("refresh_token")
        known = again if isinstance(again, str) and again else None
        return Tokens(token, known, _life(told.get("expires_in")) or life_s)
    raise _refusal(answer, told, login, now)


def _object(answer: Answer) -> JsonObject:
    try:
        told = read_json(answer.body)
    except Unreadable:
        return {}
    return told if isinstance(told, Mapping) else {}


def _life(told: Json) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        seconds = float(told)
    except (ValueError, OverflowError):
        return None
    return min(seconds, LONGEST_LIFE_S) if math.isfinite(seconds) and seconds > 0 else None


def _refusal(answer: Answer, told: JsonObject, login: Login, now: datetime) -> ConnectorError:
    named = told.get("error")
    error = named.lower() if isinstance(named, str) else ""
    # A 2xx that is not understood may hold tokens: it is not shown to anybody.
    said = None if answer.ok and not error else login.mask(answer.excerpt())
    if answer.status == 429 or error in SLOW:
        wait = retry_after_s(answer.headers.get("Retry-After"), now)
        message = "The service wants fewer token requests."
        return RateLimited(message, status=answer.status, answer=said, retry_after=wait)
    if _is_no(answer.status, error, told):
        code = "oauth_app_rejected" if error in APPLICATION else "login_expired"
        message = "The service grants no tokens."
        return CredentialsRejected(message, code=code, status=answer.status, answer=said)
    code = "token_answer_unreadable" if answer.ok else "token_service_unavailable"
    return ServiceUnavailable(
        "The service could not grant tokens now.", code=code, status=answer.status, answer=said
    )


def _is_no(status: int, error: str, told: JsonObject) -> bool:
    """Say whether this is a refusal for good, not a proxy's page or a bad moment."""
    if error in PASSING or status >= 500:
        return False
    return bool(error) or status == 401 or (status == 400 and bool(told))
