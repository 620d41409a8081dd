"""The only writers of connections. A service is never called inside a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings as installation
from django.db import transaction
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from connectors.sdk.declare import Connector, WebhookTrigger
from connectors.sdk.tokens import Tokens
from engine.accounts.models import Workspace
from engine.catalog import registry
from engine.catalog.errors import ConnectorUnknown
from engine.connections import library, vault
from engine.connections.errors import ConnectionChanged, LoginKindGone
from engine.connections.library import Account
from engine.connections.models import Connection, Sample
from engine.connections.proving import Verdict, verdict_on
from engine.connections.validation import Entered, check_entered, check_settings
from engine.journal.services import note
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.queue.models import Run
from engine.queue.services import ASKS_NOBODY, release
from engine.queue.signals import hooks_changed

HOOK_TOKEN_BYTES = 32
TEND_AFTER = timedelta(days=1)
NOT_SIGNED_IN = Verdict(False, "login_not_done", "reconnect")


@dataclass(frozen=True)
class Draft:
    """What a person entered for a new connection."""

    connector: str
    name: str
    auth: JsonObject
    settings: JsonObject


@dataclass(frozen=True, repr=False)
class NewLogin:
    """What takes the place of a connection's login; `tokens` come with an OAuth login only."""

    kind: str
    secrets: Mapping[str, str]
    tokens: Tokens | None = None


@transaction.atomic
def create(workspace: Workspace, draft: Draft) -> Connection:
    """Keep a new connection; raises Invalid with every mistake in what was entered."""
    connector = _connector(draft.connector)
    entered = check_entered(connector, draft.auth, draft.settings)
    connection_id = new_id()
    connection = Connection.objects.create(
        id=connection_id,
        workspace=workspace,
        connector=draft.connector,
        name=draft.name,
        kind=entered.auth.kind,
        settings=entered.settings,
        secrets=_sealed(entered.secrets, connection_id),
        hook_token=_hook_token(connector, entered.auth.kind),
        tend_at=_tend_at(connector, entered.auth.kind),
        **(_shown(NOT_SIGNED_IN, workspace) if entered.auth.kind == "oauth2" else {}),
    )
    hooks_changed([connection.id])
    return connection


@transaction.atomic
def change(
    connection: Connection, *, name: str | None = None, settings: JsonObject | None = None
) -> Connection:
    """Rename, or change settings: those given replace their namesakes, null removes one."""
    locked = Connection.objects.select_for_update().get(pk=connection.pk)
    if name is not None:
        locked.name = name
    if settings is not None:
        locked.settings = check_settings(
            registry.get(locked.connector), {**locked.settings, **settings}
        )
    locked.updated_at = now()
    locked.save(update_fields=["name", "settings", "updated_at"])
    hooks_changed([locked.id])
    return locked


def attempt(draft: Draft) -> Verdict:
    """Ask the service whether it would let this connection in; nothing is kept.

    An OAuth application proves nothing by itself: somebody has to sign in first.
    """
    connector = _connector(draft.connector)
    entered = check_entered(connector, draft.auth, draft.settings)
    if entered.auth.kind == "oauth2":
        return NOT_SIGNED_IN
    return verdict_on(
        lambda: open_account(connector, entered.auth.kind, entered.secrets, entered.settings)
    )


def test(connection: Connection) -> Verdict:
    """Ask the service whether it lets this connection in, and remember what it said."""
    verdict = verdict_on(lambda: account_of(connection))
    remember(connection, verdict)
    return verdict


def reconnect(
    connection: Connection, auth: JsonObject, *, other_account: bool = False, actor: str = ""
) -> Verdict:
    """Put new secrets in place once the service accepts them; otherwise the old ones stay.

    An OAuth application proves nothing by itself: it is kept, and the person sent to sign in.
    """
    connector = registry.get(connection.connector)
    entered = check_entered(connector, {"kind": connection.kind, **auth}, connection.settings)
    _refuse_other_direction(connection, entered)
    if entered.auth.kind == "oauth2":
        return _await_login(connection, entered)
    account = open_account(connector, entered.auth.kind, entered.secrets, connection.settings)
    verdict = verdict_on(lambda: account)
    if verdict.ok and not other_account and verdict.is_another_than(connection.account):
        return Verdict.of_another_account(connection.account, verdict)
    if verdict.ok:
        replace_login(connection, NewLogin(entered.auth.kind, entered.secrets), verdict, actor)
    return verdict


def forget_samples(connection: Connection) -> int:
    """Delete the requests that were caught for building."""
    deleted, _ = Sample.objects.filter(connection=connection).delete()
    return deleted


def release_stranded() -> int:
    """Release what was held just after its connection had been repaired; for the scheduler."""
    held = Run.objects.filter(ASKS_NOBODY, status=Run.Status.HELD, bundle_id__isnull=False)
    works = Connection.objects.filter(
        status=Connection.Status.WORKS, pk__in=held.values("connection_id")
    )
    return sum(release(one) for one in works.values_list("pk", flat=True))


def account_of(connection: Connection) -> Account:
    """Return the connection ready to talk."""
    secrets = vault.open(connection.secrets, connection.id)
    connector = registry.get(connection.connector)
    account = open_account(connector, connection.kind, secrets, connection.settings)
    return replace(account, connection_id=connection.id, metadata=connection.metadata)


def account_for(connector: Connector, connection: Connection | None) -> Account:
    """Return whom to ask of this service: through a connection, or without where none is needed."""
    if connection is None:
        if connector.auth_of("none") is None:
            raise Invalid([Mistake("/connection", "missing")])
        return open_account(connector, "none", {}, {})
    if connection.connector != connector.slug:
        raise Invalid([Mistake("/connection", "connection_of_another_service")])
    return account_of(connection)


def open_account(
    connector: Connector, kind: str, secrets: Mapping[str, str], settings: JsonObject
) -> Account:
    """Bind a login to the address that this installation has for the service."""
    if connector.auth_of(kind) is None:
        raise LoginKindGone(connector=connector.slug, kind=kind)
    address = installation.SERVICE_URLS.get(connector.slug)
    return library.open_account(connector, kind, secrets, settings, base_url=address)


@transaction.atomic
def remember(connection: Connection, verdict: Verdict) -> None:
    """Keep what the service said, unless the login was replaced: then it says nothing any more."""
    same = Connection.objects.filter(pk=connection.pk, login_version=connection.login_version)
    before = same.select_for_update().first()
    if before is None:
        return
    fields = {"tested_at": verdict.tested_at, **_shown(verdict, before.workspace)}
    if verdict.account:
        fields["account"] = verdict.account
    same.update(**fields)
    if verdict.status == Connection.Status.NEEDS_LOGIN != before.status:
        note(
            before.workspace_id,
            code="connection_needs_login",
            connection_id=before.pk,
            params={"name": before.name, "service": before.connector},
        )
    if verdict.ok:
        release(connection.id)


@transaction.atomic
def replace_login(
    connection: Connection, login: NewLogin, verdict: Verdict, actor: str = ""
) -> None:
    """Put a proved login in place and let go of what waited for it."""
    _put_in_place(connection, login, verdict, account=verdict.account or connection.account)
    note(
        connection.workspace_id,
        code="connection_reconnected",
        connection_id=connection.pk,
        actor=actor or None,
        params={
            "name": connection.name,
            "released": release(connection.pk) if verdict.ok else 0,
        },
    )


def _await_login(connection: Connection, entered: Entered) -> Verdict:
    """Keep an application; tokens stay good when it is the same one with another secret."""
    old = vault.open(connection.secrets, connection.pk)
    if old.get("access_token") and old.get("client_id") == entered.secrets.get("client_id"):
        sealed = vault.seal({**old, **entered.secrets}, connection.pk)
        unchanged = Connection.objects.filter(pk=connection.pk, secrets=connection.secrets)
        if not unchanged.update(secrets=sealed):
            raise ConnectionChanged
        connection.secrets = sealed
        return test(connection)
    with transaction.atomic():
        _put_in_place(connection, NewLogin("oauth2", entered.secrets), NOT_SIGNED_IN)
    return NOT_SIGNED_IN


def _put_in_place(
    connection: Connection, login: NewLogin, verdict: Verdict, **fields: object
) -> None:
    # Renewals change tokens at any time; only another person's login is in the way of this one.
    same = Connection.objects.filter(pk=connection.pk, login_version=connection.login_version)
    life_s, renew_in_s = (
        (login.tokens.life_s, login.tokens.renew_in_s) if login.tokens else (None, None)
    )
    replaced = same.update(
        kind=login.kind,
        secrets=_sealed(login.secrets, connection.pk),
        login_version=connection.login_version + 1,
        token_ends_at=_in(life_s),
        renew_at=_in(renew_in_s),
        renewed_at=Now() if login.tokens else None,
        renewing_until=None,
        tend_at=_tend_at(registry.get(connection.connector), login.kind),
        tested_at=verdict.tested_at,
        updated_at=now(),
        **fields,
        **_shown(verdict, connection.workspace),
    )
    if not replaced:
        raise ConnectionChanged
    hooks_changed([connection.pk])


def _connector(slug: str) -> Connector:
    try:
        return registry.get(slug)
    except ConnectorUnknown as error:
        raise Invalid([Mistake("/connector", error.code, error.params)]) from None


def _sealed(secrets: Mapping[str, str], connection_id: UUID) -> str:
    return vault.seal(secrets, connection_id) if secrets else ""


def _hook_token(connector: Connector, kind: str) -> str | None:
    hears = any(isinstance(one, WebhookTrigger) for one in connector.triggers)
    return token_urlsafe(HOOK_TOKEN_BYTES) if hears or kind == "webhook" else None


def _tend_at(connector: Connector, kind: str) -> datetime | None:
    return now() + TEND_AFTER if connector.metadata or kind == "oauth2" else None


def _in(seconds: float | None) -> CombinedExpression | None:
    # The database's clock decides when a token is renewed.
    return None if seconds is None else Now() + timedelta(seconds=seconds)


def _refuse_other_direction(connection: Connection, entered: Entered) -> None:
    webhook = Connection.Kind.WEBHOOK
    if (connection.kind == webhook) != (entered.auth.kind == webhook):
        raise Invalid([Mistake("/auth/kind", "not_one_of", {"options": [connection.kind]})])


def _shown(verdict: Verdict, home: Workspace) -> dict[str, object]:
    detail = None if verdict.ok else verdict.without(home.masked_fields).as_detail()
    return {"status": verdict.status, "status_detail": detail}
