"""The OAuth 2.0 dance: a person goes to the service, agrees, and comes back with a code.

The way back is signed, lives ten minutes, is used once, and belongs to the browser session that
began it; the PKCE verifier never leaves the server.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID, uuid4

from django.core import signing
from django.utils.crypto import constant_time_compare

from connectors.sdk.errors import ConnectorError
from connectors.sdk.oauth import Application, Consent
from connectors.sdk.tokens import Tokens
from engine.catalog import registry
from engine.connections import vault
from engine.connections.errors import (
    CameFromWidget,
    ConsentDenied,
    ConsentFailed,
    NoApplication,
    NoOAuth,
    StateIsForeign,
    StateIsOld,
    StateIsWrong,
)
from engine.connections.models import Connection, Departure
from engine.connections.oauth import application, ask_for_tokens, callback_url
from engine.connections.proving import Verdict, refusal, verdict_on
from engine.connections.services import NewLogin, open_account, replace_login
from engine.kernel.clock import now

LIVES_S = 600
FORGOTTEN_AFTER = timedelta(hours=1)
SALT = "engine.connections.consents"
VERIFIER_BYTES = 64
LONGEST_CODE = 8_192
LONGEST_WORDS = 300


def depart(connection: Connection, session_key: str, *, other_account: bool = False) -> str:
    """Return the address of the service's consent page for this connection and browser session."""
    if connection.kind != Connection.Kind.OAUTH2:
        raise NoOAuth
    here = _application(connection)
    departure_id, verifier = uuid4(), token_urlsafe(VERIFIER_BYTES)
    Departure.objects.filter(created_at__lt=now() - FORGOTTEN_AFTER).delete()
    Departure.objects.create(
        id=departure_id,
        connection=connection,
        session=_fingerprint(session_key),
        verifier=vault.seal({"verifier": verifier}, departure_id),
        other_account=other_account,
    )
    state = signing.dumps(departure_id.hex, salt=SALT)
    return here.consent_url(Consent(callback_url(), state, verifier))


def arrival(answer: Mapping[str, str], session_key: str) -> Departure:
    """Return the departure that this callback answers; nothing is used up yet."""
    if "from_widget" in answer and "state" not in answer:
        raise CameFromWidget
    departure = Departure.objects.select_related("connection").filter(pk=_id_in(answer)).first()
    if departure is None:
        raise StateIsOld
    if not constant_time_compare(departure.session, _fingerprint(session_key)):
        raise StateIsForeign
    return departure


def finish(departure: Departure, answer: Mapping[str, str], actor: str = "") -> Verdict:
    """Turn the code into a login, prove it, and put it in place.

    A login to another account than before is refused, unless that was wished at departure; so is
    one that does not work, while there is an older one.
    """
    used, _ = Departure.objects.filter(pk=departure.pk).delete()
    if not used:
        raise StateIsOld
    code, connection = _code_in(answer), departure.connection
    here = _application(connection)
    try:
        tokens, secrets = _granted(here, departure, answer, code)
    except ConnectorError as error:
        return refusal(error)
    account = open_account(
        registry.get(connection.connector), "oauth2", secrets, connection.settings
    )
    verdict = verdict_on(lambda: account)
    if verdict.ok and not departure.other_account and verdict.is_another_than(connection.account):
        return Verdict.of_another_account(connection.account, verdict)
    if verdict.ok or not connection.account:
        replace_login(connection, NewLogin("oauth2", secrets, tokens), verdict, actor)
    return verdict


def _granted(
    here: Application, departure: Departure, answer: Mapping[str, str], code: str
) -> tuple[Tokens, dict[str, str]]:
    host = here.host_in(answer)
    own = {**here.secrets, "host": host} if host else dict(here.secrets)
    there = Application(here.auth, own, here.settings, here.base_url)
    verifier = vault.open(departure.verifier, departure.pk)["verifier"]
    consent = Consent(callback_url(), verifier=verifier)
    request = there.code_request(code, consent)
    tokens = asyncio.run(ask_for_tokens(there, request, code=code, consent=consent))
    return tokens, tokens.into(_kept(departure.connection, own))


def _kept(connection: Connection, own: Mapping[str, str]) -> dict[str, str]:
    """Return what the connection itself keeps: nothing of the installation's application."""
    kept = dict(vault.open(connection.secrets, connection.pk))
    kept.pop("refresh_token", None)
    return kept | ({"host": own["host"]} if "host" in own else {})


def _application(connection: Connection) -> Application:
    secrets = vault.open(connection.secrets, connection.pk)
    here = application(registry.get(connection.connector), secrets, connection.settings)
    if not here.secrets.get("client_id"):
        raise NoApplication(service=connection.connector)
    return here


def _id_in(answer: Mapping[str, str]) -> UUID:
    try:
        return UUID(signing.loads(answer.get("state", ""), salt=SALT, max_age=LIVES_S))
    except signing.SignatureExpired:
        raise StateIsOld from None
    except (signing.BadSignature, ValueError):
        raise StateIsWrong from None


def _code_in(answer: Mapping[str, str]) -> str:
    if answer.get("error") == "access_denied":
        raise ConsentDenied
    code = answer.get("code", "")
    if "error" in answer or not 0 < len(code) <= LONGEST_CODE:
        said = answer.get("error_description") or answer.get("error") or "—"
        raise ConsentFailed(answer=said[:LONGEST_WORDS])
    return code


def _fingerprint(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()
