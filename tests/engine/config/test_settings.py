"""A bad setting stops the start in words; an empty one is as good as none."""

from collections.abc import Iterator

import pytest

from engine.config.database import django_database
from engine.config.environment import Environment, environment

BAD = [
    ("DATABASE_URL", "mysql://host/name"),
    ("DATABASE_URL", "postgresql://host:port/name"),
    ("REDIS_URL", "http://host"),
    ("REDIS_URL", "redis://host/first"),
    ("REDIS_URL", "unix://"),
    ("SVYAZKA_BROKER_URL", "rabbit"),
    ("SVYAZKA_HOST", "not a host"),
    ("SVYAZKA_PUBLIC_URL", "svyazka.example"),
    ("SVYAZKA_PUBLIC_URL", "https://example.com/svyazka"),
    ("SVYAZKA_ALLOWED_HOSTS", "https://svyazka.example"),
    ("SVYAZKA_ALLOWED_HOSTS", "localhost:8000"),
    ("SVYAZKA_SERVICE_URLS", "unisender=localhost"),
    ("SVYAZKA_SERVICE_URLS", "=http://localhost"),
    ("SVYAZKA_TIME_ZONE", "Mars/Olympus"),
    ("SVYAZKA_EMAIL_FROM", "Svyazka"),
    ("SVYAZKA_PUBLIC_URL", "https://me:s3cret@svyazka.example"),
    ("SVYAZKA_ADMIN_EMAIL", "admin"),
    ("SVYAZKA_ADMIN_EMAIL", "admin@host"),
    ("SVYAZKA_ADMIN_EMAIL", "Me <admin@svyazka.example>"),
    ("SVYAZKA_KEYS", ",".join(2 * ["same:" + 43 * "A" + "="])),
]
GOOD = [
    ("DATABASE_URL", "postgres://u:p%40ss@host:5432/name?sslmode=require"),
    ("DATABASE_URL", "host=/run/postgresql dbname=svyazka"),
    ("REDIS_URL", "rediss://:secret@host:6379/1"),
    ("REDIS_URL", "unix:///run/valkey.sock?db=3"),
    ("SVYAZKA_BROKER_URL", "amqp://user:password@host:5672//"),
    ("SVYAZKA_PUBLIC_URL", "https://svyazka.example/"),
    ("SVYAZKA_ALLOWED_HOSTS", "*, .example.com, [::1]"),
    ("SVYAZKA_EMAIL_FROM", "Связка <svyazka@localhost>"),
    ("SVYAZKA_EMAIL_FROM", "svyazka@mailhost"),
    ("SVYAZKA_ADMIN_EMAIL", "admin@svyazka.local"),
]


MISTYPED = [
    ("SVYAZKA_PROT", "SVYAZKA_PORT"),
    ("svyazka_prot", "SVYAZKA_PORT"),
    ("SVYAZKA_ALLOWED_NETWORK", "SVYAZKA_ALLOWED_NETWORKS"),
    ("SVYAZKA_SECRET", "SVYAZKA_SECRET_KEY"),
    ("SVYAZKA_DATABASE_URL", "DATABASE_URL"),
]
NOBODYS = ("SVYAZKA_SERVICE_HOST", "SVYAZKA_SERVICE_PORT", "SVYAZKA_PORT_8000_TCP", "SVYAZKA_TOKEN")


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    environment.cache_clear()
    yield
    environment.cache_clear()


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_stops_the_start_and_says_which_it_is(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as refused:
        environment()

    assert f"\n  {name}: " in str(refused.value)


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_a_good_value_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    environment()


@pytest.mark.parametrize(("name", "meant"), MISTYPED)
def test_a_mistyped_name_stops_the_start_and_hears_which_was_meant(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "9000")

    with pytest.raises(SystemExit) as refused:
        environment()

    assert f"\n  {name}: there is no such setting, did you mean {meant}?" in str(refused.value)


@pytest.mark.parametrize("name", ["SVYAZKA_SERVICE_URLS", "SVYAZKA_OAUTH_APPS"])
def test_a_mistyped_service_stops_the_start_and_hears_which_was_meant(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "amocrm=http://localhost:1,unisendr=http://localhost:2")

    with pytest.raises(SystemExit) as refused:
        environment()

    wrong = f"\n  {name}: there is no service 'unisendr', did you mean unisender?"
    assert str(refused.value).endswith(wrong)


def test_a_service_that_resembles_none_may_come_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVYAZKA_SERVICE_URLS", "megaplan=http://localhost:1")

    assert environment().service_urls == {"megaplan": "http://localhost:1"}


@pytest.mark.parametrize("name", NOBODYS)
def test_a_variable_of_somebody_else_is_let_be(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "9000")

    environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://svyazka:s3cret@host:port/name"),
        ("SVYAZKA_PUBLIC_URL", "https://me:s3cret@svyazka.example"),
        ("SVYAZKA_KEYS", "s3cret"),
    ],
)
def test_a_refusal_repeats_no_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as refused:
        environment()

    assert "s3cret" not in str(refused.value)


def test_a_parameter_that_no_database_knows_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="PostgreSQL cannot read it") as refused:
        django_database("postgresql://svyazka:s3cret@host/name?nosuch=1")

    assert "s3cret" not in str(refused.value)


def test_an_empty_variable_leaves_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SVYAZKA_PORT", "SVYAZKA_SIGN_UP", "SVYAZKA_JOURNAL_DAYS"):
        monkeypatch.setenv(name, "")

    found = Environment()

    assert (found.port, found.sign_up, found.journal_days) == (8000, True, None)


def test_production_names_every_secret_it_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVYAZKA_MODE", "production")
    monkeypatch.setenv("SVYAZKA_SECRET_KEY", "")
    monkeypatch.delenv("SVYAZKA_KEYS", raising=False)

    with pytest.raises(SystemExit, match="SVYAZKA_SECRET_KEY and SVYAZKA_KEYS must be set"):
        environment()


def test_an_address_of_the_newer_kind_stands_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVYAZKA_HOST", "::1")
    monkeypatch.delenv("SVYAZKA_PUBLIC_URL", raising=False)

    assert Environment().base_url.startswith("http://[::1]:")
