"""The only writers of connections. A service is never called inside a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings as installation
from django.db import transaction

from connectors.sdk.declare import Connector
from engine.accounts.models import Workspace
from engine.catalog import registry
from engine.catalog.errors import ConnectorUnknown
from engine.connections import vault
from engine.connections.errors import ConnectionChanged, LoginKindGone
from engine.connections.models import Connection, Sample
from engine.connections.proving import Verdict, verdict_on
from engine.connections.talk import Account
from engine.connections.validation import Entered, check_entered, check_settings
from engine.journal.services import note
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.queue.models import Run
from engine.queue.services import release
from engine.queue.signals import hooks_changed

HOOK_TOKEN_BYTES = 32


@dataclass(frozen=True)
class Draft:
    """What a person entered for a new connection."""

    connector: str
    name: str
    auth: JsonObject
    settings: JsonObject


@transaction.atomic
def create(workspace: Workspace, draft: Draft) -> Connection:
    """Keep a new connection; raises Invalid with every mistake in what was entered."""
    entered = check_entered(_connector(draft.connector), draft.auth, draft.settings)
    connection_id = new_id()
    connection = Connection.objects.create(
        id=connection_id,
        workspace=workspace,
        connector=draft.connector,
        name=draft.name,
        kind=entered.auth.kind,
        settings=entered.settings,
        secrets=_sealed(entered, connection_id),
        hook_token=token_urlsafe(HOOK_TOKEN_BYTES) if entered.auth.kind == "webhook" else None,
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


def test(connection: Connection) -> Verdict:
    """Ask the service whether it lets this connection in, and remember what it said."""
    verdict = verdict_on(lambda: account_of(connection))
    _remember(connection, verdict)
    return verdict


def refresh(connection: Connection) -> None:
    """Read lists and fields of the account anew; a service with none has only the moment noted."""
    Connection.objects.filter(pk=connection.pk).update(refreshed_at=now())


def reconnect(
    connection: Connection, auth: JsonObject, *, other_account: bool = False, actor: str = ""
) -> Verdict:
    """Put new secrets in place once the service accepts them; otherwise the old ones stay."""
    connector = registry.get(connection.connector)
    entered = check_entered(connector, {"kind": connection.kind, **auth}, connection.settings)
    _refuse_other_direction(connection, entered)
    account = open_account(connector, entered.auth.kind, entered.secrets, connection.settings)
    verdict = verdict_on(lambda: account)
    if verdict.ok and not other_account and verdict.is_another_than(connection.account):
        return Verdict.of_another_account(connection.account, verdict)
    if verdict.ok:
        _replace_login(connection, entered, verdict, actor)
    return verdict


def forget_samples(connection: Connection) -> int:
    """Delete the requests that were caught for building."""
    deleted, _ = Sample.objects.filter(connection=connection).delete()
    return deleted


def release_stranded() -> int:
    """Release what was held just after its connection had been repaired; for the scheduler."""
    held = Run.objects.filter(status=Run.Status.HELD, bundle_id__isnull=False)
    works = Connection.objects.filter(
        status=Connection.Status.WORKS, pk__in=held.values("connection_id")
    )
    return sum(release(one) for one in works.values_list("pk", flat=True))


def account_of(connection: Connection) -> Account:
    """Return the connection ready to talk."""
    secrets = vault.open(connection.secrets, connection.id)
    connector = registry.get(connection.connector)
    return open_account(connector, connection.kind, secrets, connection.settings)


def open_account(
    connector: Connector, kind: str, secrets: Mapping[str, str], settings: JsonObject
) -> Account:
    """Bind a login to the address that this installation has for the service."""
    if connector.auth_of(kind) is None:
        raise LoginKindGone(connector=connector.slug, kind=kind)
    address = installation.SERVICE_URLS.get(connector.slug)
    login = connector.login(kind, secrets, settings=settings, base_url=address)
    return Account(connector, login)


def _connector(slug: str) -> Connector:
    try:
        return registry.get(slug)
    except ConnectorUnknown as error:
        raise Invalid([Mistake("/connector", error.code, error.params)]) from None


def _sealed(entered: Entered, connection_id: UUID) -> str:
    return vault.seal(entered.secrets, connection_id) if entered.secrets else ""


def _refuse_other_direction(connection: Connection, entered: Entered) -> None:
    webhook = Connection.Kind.WEBHOOK
    if (connection.kind == webhook) != (entered.auth.kind == webhook):
        raise Invalid([Mistake("/auth/kind", "not_one_of", {"allowed": [connection.kind]})])


@transaction.atomic
def _remember(connection: Connection, verdict: Verdict) -> None:
    # Compared with the secrets: an answer about the old ones says nothing about new ones.
    fields = {"tested_at": verdict.tested_at, **_shown(verdict)}
    if verdict.account:
        fields["account"] = verdict.account
    same = Connection.objects.filter(pk=connection.pk, secrets=connection.secrets)
    if same.update(**fields) and verdict.ok:
        release(connection.id)


@transaction.atomic
def _replace_login(connection: Connection, entered: Entered, verdict: Verdict, actor: str) -> None:
    unchanged = Connection.objects.filter(pk=connection.pk, secrets=connection.secrets)
    replaced = unchanged.update(
        kind=entered.auth.kind,
        secrets=_sealed(entered, connection.pk),
        account=verdict.account or connection.account,
        tested_at=verdict.tested_at,
        updated_at=now(),
        **_shown(verdict),
    )
    if not replaced:
        raise ConnectionChanged
    hooks_changed([connection.pk])
    note(
        connection.workspace_id,
        code="connection_reconnected",
        connection_id=connection.pk,
        actor=actor or None,
        params={"name": connection.name, "released": release(connection.pk)},
    )


def _shown(verdict: Verdict) -> dict[str, object]:
    return {"status": verdict.status, "status_detail": None if verdict.ok else verdict.as_detail()}
