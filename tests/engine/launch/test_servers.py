"""The embedded servers lose no committed row and clear up after whatever killed them."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis

from engine.launch.errors import CannotStart
from engine.launch.places import LONGEST_SOCKET_PATH, Places
from engine.launch.postgres import NAMES, Postgres
from engine.launch.processes import Program, left_overs, spawn, stop, wait_and_sweep
from engine.launch.servers import running, wait_until
from engine.launch.valkey import Valkey

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend another user")


@pytest.fixture
def postgres(places: Places) -> Postgres:
    return Postgres(places, durable=False)


def started(postgres: Postgres) -> tuple[Program, subprocess.Popen[bytes]]:
    program = postgres.prepare()
    process = spawn(program, subprocess.DEVNULL)
    wait_until(postgres.is_ready, process, postgres.places.logs / "postgres.log")
    return program, process


def remember(postgres: Postgres, word: str) -> None:
    with psycopg.connect(postgres.url) as db:
        db.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        db.execute("INSERT INTO words VALUES (%s)", [word])


def remembered(postgres: Postgres) -> list[str]:
    with psycopg.connect(postgres.url) as db:
        return [row[0] for row in db.execute("SELECT word FROM words ORDER BY word")]


def test_a_committed_row_is_there_after_the_server_was_killed(postgres: Postgres) -> None:
    _, process = started(postgres)
    remember(postgres, "kept")

    process.kill()
    wait_and_sweep(process)

    with running(postgres):
        assert remembered(postgres) == ["kept"]


def test_a_server_left_over_by_an_earlier_start_is_ended_before_the_next(
    postgres: Postgres,
) -> None:
    _, forgotten = started(postgres)
    remember(postgres, "kept")

    with running(postgres):
        rows = remembered(postgres)

    assert forgotten.wait(timeout=60) == 0
    assert rows == ["kept"]


def test_a_start_broken_off_while_creating_the_data_is_begun_again(postgres: Postgres) -> None:
    half_done = postgres.places.home / "postgres.new"
    half_done.mkdir(parents=True)
    (half_done / "PG_VERSION").write_text("18")

    with running(postgres):
        remember(postgres, "kept")

    assert not half_done.exists()


def test_a_stale_pid_file_with_the_number_of_a_stranger_is_no_obstacle(postgres: Postgres) -> None:
    with running(postgres):
        remember(postgres, "kept")
    sleeper = replace(postgres.prepare(), command=["sleep", "100"], cwd=Path("/"))
    stranger = spawn(sleeper, subprocess.DEVNULL)
    (postgres.data / "postmaster.pid").write_text(f"{stranger.pid}\n{postgres.data}\n1\n5432\n")

    with running(postgres):
        rows = remembered(postgres)

    assert rows == ["kept"]
    assert stranger.poll() is None
    stop(sleeper, stranger)


def test_nothing_of_the_server_lives_on_after_it_was_stopped(postgres: Postgres) -> None:
    program, process = started(postgres)

    stop(program, process)

    assert left_overs(postgres.data, NAMES) == []


def test_commits_are_durable_unless_the_data_is_thrown_away(places: Places) -> None:
    postgres = Postgres(places)

    with running(postgres), psycopg.connect(postgres.url) as db:
        settings = "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
        assert db.execute(settings).fetchone() == ("on", "on")


def test_letters_of_every_alphabet_change_case(postgres: Postgres) -> None:
    with running(postgres), psycopg.connect(postgres.url) as db:
        assert db.execute("SELECT upper('связка'), 'СВЯЗКА' ILIKE 'связка'").fetchone() == (
            "СВЯЗКА",
            True,
        )


def test_valkey_left_over_by_an_earlier_start_is_ended_before_the_next(places: Places) -> None:
    valkey = Valkey(places)
    forgotten = spawn(valkey.prepare(), subprocess.DEVNULL)
    wait_until(valkey.is_ready, forgotten, places.logs / "valkey.log")
    with redis.Redis.from_url(valkey.url) as client:
        client.set("word", "kept")

    with running(valkey), redis.Redis.from_url(valkey.url) as client:
        word = client.get("word")

    assert forgotten.wait(timeout=60) == 0
    assert word == b"kept"


def test_a_server_that_cannot_start_is_reported_with_its_last_words(places: Places) -> None:
    log = places.home / "broken.log"
    with log.open("wb") as output:
        broken = Program("broken", ["/bin/sh", "-c", "echo no such luck"], cwd=places.home)
        process = spawn(broken, output)

    with pytest.raises(CannotStart, match="no such luck"):
        wait_until(lambda: False, process, log)
    process.wait()


def test_socket_paths_stay_short_however_deep_the_installation_is() -> None:
    places = Places.of(Path("/deep" * 60))

    assert len(str(Postgres(places).sockets / ".s.PGSQL.5432")) < LONGEST_SOCKET_PATH
    assert len(str(Valkey(places).socket)) < LONGEST_SOCKET_PATH


@AS_ROOT
def test_a_socket_folder_prepared_by_somebody_else_is_refused(places: Places) -> None:
    places.sockets.mkdir()
    os.chown(places.sockets, 65534, 65534)

    with pytest.raises(CannotStart, match="belongs to somebody else"):
        places.make()


@pytest.fixture
def closed_home() -> Iterator[Path]:
    closed = Path(tempfile.mkdtemp())
    places = Places.of(closed / "home")
    yield places.home
    sockets = [Places.of(closed / name).sockets for name in ("home", "moved", "copy")]
    elsewhere = Path("/var/lib").glob(f"{places.sockets.name}*")
    for left in (closed, *sockets, *elsewhere):
        shutil.rmtree(left, ignore_errors=True)


@AS_ROOT
def test_root_keeps_the_data_elsewhere_when_the_other_user_cannot_enter(closed_home: Path) -> None:
    postgres = Postgres(Places.of(closed_home), durable=False)

    with running(postgres):
        remember(postgres, "kept")

    assert postgres.data.is_relative_to("/var/lib")
    assert pwd.getpwuid(postgres.data.stat().st_uid).pw_name != "root"


@AS_ROOT
def test_rows_kept_elsewhere_follow_an_installation_that_is_moved(closed_home: Path) -> None:
    kept = Postgres(Places.of(closed_home), durable=False).prepare().cwd

    closed_home.rename(closed_home.with_name("moved"))

    assert Postgres(Places.of(closed_home.with_name("moved"))).prepare().cwd == kept


@AS_ROOT
def test_a_new_installation_does_not_find_the_rows_of_one_that_was_removed(
    closed_home: Path,
) -> None:
    kept = Postgres(Places.of(closed_home), durable=False).prepare().cwd

    shutil.rmtree(closed_home)

    assert Postgres(Places.of(closed_home), durable=False).prepare().cwd != kept
    assert kept.exists()


@AS_ROOT
def test_a_copy_does_not_share_the_rows_of_the_original(closed_home: Path) -> None:
    Postgres(Places.of(closed_home), durable=False).prepare()

    copy = shutil.copytree(closed_home, closed_home.with_name("copy"), symlinks=True)

    with pytest.raises(CannotStart, match=f"belongs to {closed_home}"):
        Postgres(Places.of(copy)).prepare()


@AS_ROOT
def test_rows_that_were_shut_in_are_not_replaced_by_empty_ones(closed_home: Path) -> None:
    closed_home.parent.chmod(0o711)
    Postgres(Places.of(closed_home), durable=False).prepare()

    closed_home.parent.chmod(0o700)

    with pytest.raises(CannotStart, match="cannot get there any more"):
        Postgres(Places.of(closed_home)).prepare()


@AS_ROOT
def test_an_ordinary_user_needs_nobody_else(places: Places) -> None:
    os.chown(places.home, 65534, 65534)
    script = (
        "import sys; from pathlib import Path; from engine.launch.places import Places;"
        "from engine.launch.servers import Servers, running;"
        "s = Servers.at(Places.of(Path(sys.argv[1])));"
        "running(s.postgres, s.valkey).__enter__(); print(s.postgres.url)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(places.home)],
        user=65534,
        group=65534,
        extra_groups=[],
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("postgresql://"), done.stderr
