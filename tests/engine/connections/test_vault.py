"""Secrets open only for their own row, with a key of the ring."""

import logging
import re
from uuid import UUID

import pytest

from engine.connections.errors import SecretsUnreadable, VaultKeyUnknown
from engine.connections.vault import Vault
from engine.kernel.ids import new_id

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
CANARY = "canary-7f3b"
ROW = UUID(int=7)


def test_what_was_sealed_opens_for_the_same_row() -> None:
    vault = Vault(NEW)

    envelope = vault.seal({"value": "ключ 🔑", "empty": ""}, ROW)

    assert dict(vault.open(envelope, ROW)) == {"value": "ключ 🔑", "empty": ""}


def test_an_envelope_names_its_version_and_key_and_hides_the_rest() -> None:
    envelope = Vault(NEW).seal({"value": CANARY}, ROW)

    assert re.fullmatch(r"v1\.new\.[\w-]{16}\.[\w-]+", envelope)
    assert CANARY not in envelope


def test_two_envelopes_of_one_secret_differ() -> None:
    vault = Vault(NEW)

    assert vault.seal({"value": CANARY}, ROW) != vault.seal({"value": CANARY}, ROW)


def test_an_envelope_moved_to_another_row_does_not_open() -> None:
    vault = Vault(NEW)
    envelope = vault.seal({"value": CANARY}, ROW)

    with pytest.raises(SecretsUnreadable):
        vault.open(envelope, new_id())


def test_the_first_key_of_the_ring_seals_and_every_key_opens() -> None:
    before = Vault(OLD).seal({"value": CANARY}, ROW)
    ring = Vault(NEW | OLD)

    assert ring.open(before, ROW)["value"] == CANARY
    assert ring.seal({}, ROW).startswith(ring.prefix)
    assert ring.prefix == "v1.new."


def test_a_key_that_is_gone_from_the_ring_is_named() -> None:
    envelope = Vault(OLD).seal({"value": CANARY}, ROW)

    with pytest.raises(VaultKeyUnknown) as refusal:
        Vault(NEW).open(envelope, ROW)

    assert refusal.value.params == {"key": "old"}


@pytest.mark.parametrize(
    "envelope", ["v1", "v2.new.AAAA.AAAA", "v1.new.*.AAAA", "v1.new.AAAA.AAAA", "v1.new.A.A", "a.b"]
)
def test_a_damaged_envelope_is_refused_with_its_own_error(envelope: str) -> None:
    with pytest.raises(SecretsUnreadable):
        Vault(NEW).open(envelope, ROW)


def test_a_connection_without_secrets_opens_to_nothing() -> None:
    assert dict(Vault(NEW).open("", ROW)) == {}


def test_opened_secrets_do_not_print_themselves(caplog: pytest.LogCaptureFixture) -> None:
    vault = Vault(NEW)
    opened = vault.open(vault.seal({"value": CANARY}, ROW), ROW)

    logging.getLogger("test").warning("%s %r %s", opened, opened, vault)

    assert CANARY not in caplog.text
    assert "nnnn" not in caplog.text
