"""Places for an installation of a test's own, and the HTTP door of this process."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.launch import line, web
from engine.launch.places import Places
from tests.engine.launch.door import Door


@pytest.fixture
def places() -> Iterator[Places]:
    """An empty installation with short socket paths, deleted afterwards."""
    home = Path(tempfile.mkdtemp(prefix="svyazka-launch-", dir="/tmp"))
    home.chmod(0o711)
    yield Places(home, home / "s")
    shutil.rmtree(home)


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


@pytest.fixture
def impatient_door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(line, "WHOLE_WITHIN_S", 1.0)
    monkeypatch.setattr(web, "LOOK_EVERY_S", 0.05)
    door = Door()
    yield door
    door.close()
