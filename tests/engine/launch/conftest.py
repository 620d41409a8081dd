"""Places for an installation of a test's own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.launch.places import Places


@pytest.fixture
def places() -> Iterator[Places]:
    """An empty installation with short socket paths, deleted afterwards."""
    home = Path(tempfile.mkdtemp(prefix="svyazka-launch-", dir="/tmp"))
    home.chmod(0o711)
    yield Places(home, home / "s")
    shutil.rmtree(home)
