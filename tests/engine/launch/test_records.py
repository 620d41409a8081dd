"""An installation is found while it runs, and only then."""

import stat
from pathlib import Path

import pytest

from engine.config.environment import Environment
from engine.config.local_run import is_running
from engine.kernel.json_types import Json
from engine.launch import records
from engine.launch.errors import CannotStart
from engine.launch.places import Places

ADDRESSES: dict[str, Json] = {
    "DATABASE_URL": "postgresql:///ours",
    "REDIS_URL": "unix:///ours",
    "port": 8123,
}


@pytest.fixture
def home(places: Places, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "REDIS_URL", "SVYAZKA_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SVYAZKA_HOME", str(places.home))
    return places.home


def test_settings_come_from_a_running_installation(home: Path) -> None:
    with records.locked(home), records.announced(home, ADDRESSES):
        found = Environment()

    assert (found.database_url, found.redis_url, found.port) == (*ADDRESSES.values(),)


def test_the_environment_wins_over_a_running_installation(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///theirs")

    with records.locked(home), records.announced(home, ADDRESSES):
        assert Environment().database_url == "postgresql:///theirs"


def test_what_a_killed_installation_wrote_is_not_believed(home: Path) -> None:
    records.write(home / "run.json", ADDRESSES)
    (home / "lock").touch()

    assert Environment().database_url != ADDRESSES["DATABASE_URL"]


def test_an_installation_is_held_by_one_supervisor(home: Path) -> None:
    with records.locked(home):
        assert is_running(home)
        with pytest.raises(CannotStart, match="already runs"), records.locked(home):
            pass

    assert not is_running(home)


def test_generated_secrets_stay_the_same_and_are_ours_alone(home: Path) -> None:
    records.ensure_secrets(home)
    first = Environment().secret_key

    records.ensure_secrets(home)

    assert Environment().secret_key == first
    assert stat.S_IMODE((home / "secrets.json").stat().st_mode) == 0o600


def test_production_reads_no_local_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records.ensure_secrets(home)
    monkeypatch.setenv("SVYAZKA_MODE", "production")

    with pytest.raises(ValueError, match="must be set in production"):
        Environment()
