"""Where a local installation keeps its data and its sockets."""

import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from engine.launch.errors import CannotStart

LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes


@dataclass(frozen=True)
class Places:
    """The folders of one installation; `sockets` is short and only ours to enter."""

    home: Path
    sockets: Path

    @classmethod
    def of(cls, home: Path) -> "Places":
        """Return the places of an installation whose data lives in `home`."""
        home = home.resolve()
        mark = hashlib.sha256(f"{home}:{os.geteuid()}".encode()).hexdigest()[:12]
        return cls(home, _runtime_folder() / f"svyazka-{mark}")

    @property
    def logs(self) -> Path:
        """Everything the processes say, one file each."""
        return self.home / "logs"

    def make(self) -> None:
        """Create the folders; refuses a socket folder that somebody else could have prepared."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.sockets.mkdir(mode=0o711, parents=True, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise CannotStart(f"{self.sockets} belongs to somebody else: remove it")
        self.sockets.chmod(0o711)  # PostgreSQL under another user has to pass through

    def leave(self) -> None:
        """Remove the socket folder, which is made again by the next start."""
        shutil.rmtree(self.sockets, ignore_errors=True)


def _runtime_folder() -> Path:
    if os.geteuid() == 0:
        return Path("/run") if os.access("/run", os.W_OK) else Path("/tmp")  # noqa: S108
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = given and len(given) < LONGEST_SOCKET_PATH - 50 and os.access(given, os.W_OK)
    return Path(given if usable else "/tmp")  # noqa: S108
