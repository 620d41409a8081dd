"""As whom PostgreSQL runs: it refuses to be root, so root lends it another user."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "svyazka"


@dataclass(frozen=True)
class Owner:
    """A system user that owns a PostgreSQL data folder and runs its server."""

    uid: int
    gid: int

    def take(self, folder: Path) -> None:
        """Make `folder` exist and belong to this user alone."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this user gets into `folder` through all of its parents."""
        return all(self._passes(parent) for parent in (folder, *folder.parents))

    def _passes(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        bit = stat.S_IXGRP if found.st_gid == self.gid else stat.S_IXOTH
        return bool(found.st_mode & bit)


def owner_for(data: Path) -> Owner | None:
    """Return the user PostgreSQL must run as, or None when that is simply us."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (found := data.stat()).st_uid != 0:
        return Owner(found.st_uid, found.st_gid)  # made by an earlier start: stay with its user
    user = _named(NAME) or _created() or pwd.getpwuid(65534)
    return Owner(user.pw_uid, user.pw_gid)


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/", NAME]
    subprocess.run([*command, "--shell", "/usr/sbin/nologin"], capture_output=True, check=False)  # noqa: S603
    return _named(NAME)
