"""What an installation started by `make run` knows by itself: its servers and its secrets.

The launcher writes both files; every process reads them as the defaults of its settings, so that
`manage.py` works beside a running installation with no variables set.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

ROOT = Path(__file__).resolve().parents[2]
LOCK = "lock"
RUN_FILE = "run.json"
SECRETS_FILE = "secrets.json"
ADDRESSES = ("DATABASE_URL", "REDIS_URL", "host", "port")
SECRETS = ("secret_key", "keys")


def home() -> Path:
    """Return the folder that holds the data of the local installation."""
    return Path(os.environ.get("SVYAZKA_HOME") or ROOT / ".svyazka")


def is_running(folder: Path) -> bool:
    """Tell whether a supervisor holds this installation; one that was killed holds nothing."""
    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # nobody could hold what cannot be opened
        return False
    return False


class LocalRun(PydanticBaseSettingsSource):
    """The last source of settings: whatever the environment says wins; production reads none."""

    def __init__(self, settings: type[BaseSettings]) -> None:
        super().__init__(settings)
        self._home = home()

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[object, str, bool]:
        """Return nothing for a single field: the files are read whole."""
        return None, field_name, False

    def __call__(self) -> dict[str, object]:
        """Return the addresses of a running installation and the secrets it generated."""
        if os.environ.get("SVYAZKA_MODE") == "production":
            return {}
        secrets = _chosen(self._home / SECRETS_FILE, SECRETS)
        if not is_running(self._home):
            return secrets
        return {**secrets, **_chosen(self._home / RUN_FILE, ADDRESSES)}


def _chosen(path: Path, names: tuple[str, ...]) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    known = found if isinstance(found, Mapping) else {}
    return {name: known[name] for name in names if name in known}
