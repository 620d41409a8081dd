"""The small files of an installation: its lock, its secrets, where it listens, what is prepared."""

import base64
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.config.local_run import LOCK, RUN_FILE, SECRETS_FILE
from engine.kernel.json_types import Json
from engine.launch.errors import CannotStart

PREPARED_FILE = "prepared.json"
LOCK_PATIENCE_S = 1.0  # a command that asks whether we run holds the lock for an instant


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the installation; a second supervisor of the same folder is refused."""
    home.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + LOCK_PATIENCE_S
    with (home / LOCK).open("wb") as lock:
        while not _taken(lock.fileno()):
            if time.monotonic() > deadline:
                raise CannotStart(f"Svyazka already runs from {home}: stop it first")
            time.sleep(0.02)
        yield


def ensure_secrets(home: Path) -> None:
    """Make the installation's own secrets when it has none yet."""
    path = home / SECRETS_FILE
    if not path.exists():
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        write(path, {"secret_key": secrets.token_urlsafe(48), "keys": f"local:{key}"})


@contextmanager
def announced(home: Path, addresses: Mapping[str, Json]) -> Iterator[None]:
    """Let every command find this installation for as long as the block lasts."""
    path = home / RUN_FILE
    write(path, addresses)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def write(path: Path, content: Mapping[str, Json]) -> None:
    """Write a JSON file whole or not at all, for nobody else's eyes."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        json.dump(content, file)
    fresh.replace(path)


def read(path: Path) -> Mapping[str, Json]:
    """Read such a file; a missing or broken one is empty."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
