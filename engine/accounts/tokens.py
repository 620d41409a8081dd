"""API tokens: shown once, kept as a hash, checked with one query."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from engine.accounts.errors import TokenHasExpired, TokenIsRevoked, TokenIsUnknown
from engine.accounts.models import ApiToken, Role, User, Workspace
from engine.kernel.clock import now
from engine.kernel.secret import Secret

PREFIX = "svz_"
HINT_LENGTH = len(PREFIX) + 6
_RANDOM_BYTES = 32
_TEXT_LENGTH = len(PREFIX) + 43  # 32 bytes as base64url without padding
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its text, which nobody can see again."""

    token: ApiToken
    text: Secret


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new token shall be."""

    name: str
    role: Role
    expires_at: datetime | None = None


def issue(workspace: Workspace, wanted: Wanted, *, made_by: User | None) -> Issued:
    """Save a new token of the workspace and return it with its text."""
    text = PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(_RANDOM_BYTES)).decode()[:43]
    token = ApiToken.objects.create(
        workspace=workspace,
        name=wanted.name,
        role=wanted.role,
        hash=_digest(text),
        hint=text[:HINT_LENGTH],
        created_by=made_by,
        expires_at=wanted.expires_at,
    )
    return Issued(token, Secret(text))


def check(text: str, *, at: datetime | None = None) -> ApiToken:
    """Return the token of this text with its workspace and maker, or say why it is no good."""
    moment = at or now()
    token = _find(text)
    if token.revoked_at is not None:
        raise TokenIsRevoked
    if token.expires_at is not None and token.expires_at <= moment:
        raise TokenHasExpired
    if token.created_by is not None and not token.created_by.is_active:
        raise TokenIsRevoked
    _note_use(token, moment)
    return token


def revoke(token: ApiToken) -> None:
    """Switch the token off for good; its row stays for the record."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())


def _find(text: str) -> ApiToken:
    if len(text) != _TEXT_LENGTH or not text.isascii():
        raise TokenIsUnknown
    digest = _digest(text)
    token = ApiToken.objects.with_workspace().filter(hash=digest).first()
    if token is None or not hmac.compare_digest(bytes(token.hash), digest):
        raise TokenIsUnknown
    return token


def _note_use(token: ApiToken, moment: datetime) -> None:
    stale = moment - _USE_IS_NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > stale:
        return
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=stale)
    ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=moment)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
