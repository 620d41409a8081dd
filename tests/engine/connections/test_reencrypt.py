"""After a new key was put first, every secret is sealed with it, beside running traffic."""

from collections.abc import Mapping
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from engine.accounts.models import Workspace
from engine.connections import vault
from engine.connections.models import Connection
from engine.connections.reencrypt import Progress, reencrypt
from engine.connections.vault import Vault
from engine.kernel.ids import new_id

OLD, RING = Vault({"old": b"o" * 32}), Vault({"new": b"n" * 32, "old": b"o" * 32})


@pytest.fixture
def rows(workspace: Workspace) -> list[Connection]:
    ids = [new_id() for _ in range(5)]
    return Connection.objects.bulk_create(
        Connection(
            id=one,
            workspace=workspace,
            connector="http",
            kind="none",
            secrets=OLD.seal({"value": str(one)}, one),
        )
        for one in ids
    )


def test_every_secret_gets_the_active_key_and_stays_what_it_was(rows: list[Connection]) -> None:
    steps = list(reencrypt(RING, batch=2))

    assert [step.left for step in steps] == [3, 1, 0]
    assert steps[-1] == Progress(5, 0, ())
    for row in Connection.objects.all():
        assert row.secrets.startswith("v1.new.")
        assert RING.open(row.secrets, row.id)["value"] == str(row.id)


def test_a_second_run_finds_nothing_to_do(rows: list[Connection]) -> None:
    list(reencrypt(RING))

    assert list(reencrypt(RING)) == []


def test_secrets_replaced_meanwhile_are_left_alone(rows: list[Connection]) -> None:
    fresh = RING.seal({"value": "fresh"}, rows[0].pk)

    class Replacing(Vault):
        """A ring in whose midst somebody reconnects the first row."""

        def seal(self, credentials: Mapping[str, str], connection_id: UUID) -> str:
            if connection_id == rows[0].pk:
                Connection.objects.filter(pk=connection_id).update(secrets=fresh)
            return super().seal(credentials, connection_id)

    steps = reencrypt(Replacing({"new": b"n" * 32, "old": b"o" * 32}), batch=5)

    assert next(steps).left == 0
    assert Connection.objects.get(pk=rows[0].pk).secrets == fresh


def test_what_no_key_opens_is_named_and_the_rest_is_done(rows: list[Connection]) -> None:
    lost = rows[2]
    Connection.objects.filter(pk=lost.pk).update(
        secrets=Vault({"lost": b"l" * 32}).seal({}, lost.pk)
    )

    last = list(reencrypt(RING, batch=2))[-1]

    assert last == Progress(4, 0, (lost.pk,))


def test_the_command_tells_its_progress(workspace: Workspace) -> None:
    Connection.objects.create(workspace=workspace, connector="http", kind="none", secrets="")
    told = StringIO()

    call_command("reencrypt", stdout=told)

    assert "sealed with the active key" in told.getvalue()


def test_the_command_fails_when_a_secret_stays_behind(rows: list[Connection]) -> None:
    with pytest.raises(CommandError, match=str(rows[0].pk)):
        call_command("reencrypt", stdout=StringIO())

    assert vault.installed().active not in rows[0].secrets
