"""OAuth applications of this installation's connections, and their calls to token endpoints."""

from collections.abc import Mapping
from typing import cast

from django.conf import settings as installation

from connectors.sdk.addresses import AddressPolicy
from connectors.sdk.declare import Connector
from connectors.sdk.door import Door, DoorLimits
from connectors.sdk.http import Call, Options
from connectors.sdk.oauth import Application, Consent, OAuth2, TokenRequest
from connectors.sdk.tokens import Tokens, read_tokens
from engine.catalog.describe import CALLBACK
from engine.connections.errors import LoginKindGone
from engine.kernel.json_types import JsonObject

CALL_S = 20.0


def application(
    connector: Connector,
    secrets: Mapping[str, str],
    settings: JsonObject,
    *,
    base_url: str | None = None,
) -> Application:
    """Return the application a connection uses: its own, or else the installation's.

    `base_url` points the service elsewhere; without it the installation's setting does.
    """
    auth = connector.auth_of("oauth2")
    if not isinstance(auth, OAuth2):
        raise LoginKindGone(connector=connector.slug, kind="oauth2")
    elsewhere = base_url or installation.SERVICE_URLS.get(connector.slug)
    return Application(auth, {**shared(connector.slug), **secrets}, settings, elsewhere)


def shared(slug: str) -> Mapping[str, str]:
    """Return `client_id` and `client_secret` that every connection of a service may use."""
    found: Mapping[str, str] = installation.OAUTH_APPS.get(slug, {})
    return found


def callback_url() -> str:
    """Return where services send people back to; it must be entered in each application."""
    return f"{installation.BASE_URL}{CALLBACK}"


async def ask_for_tokens(
    here: Application, request: TokenRequest, *, code: str = "", consent: Consent | None = None
) -> Tokens:
    """Ask a token endpoint; raises ConnectorError. What a redirect leads to never gets secrets.

    The door is this call's own: tokens are asked for rarely, and not to be cut off with others.
    """
    login = here.login(code, consent)
    policy = AddressPolicy(installation.ALLOWED_NETWORKS)
    async with Door(policy, DoorLimits(timeout_s=CALL_S)) as door:
        answer = await Call(door, login).raw(request.method, request.url, **_options(request))
        return read_tokens(answer, login, life_s=here.auth.life_s, now=door.now())


def _options(request: TokenRequest) -> Options:
    carried = "params" if request.carried_in == "query" else request.carried_in
    options = {"headers": request.headers, carried: request.values, "follow_redirects": False}
    return cast("Options", options)
