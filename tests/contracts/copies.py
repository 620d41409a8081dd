"""A copy of the house in which a reader may try things without harm."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAWS = Path("tests", "contracts", "test_connectors.py")
NEEDED = ("connectors", "engine", "manage.py")
PACKAGES = ("tests", "tests/connectors", "tests/contracts")
SKIPPED = shutil.ignore_patterns("__pycache__")


def a_copy(folder: Path) -> Path:
    """Copy what a connector needs into a folder; the installed packages are shared."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=SKIPPED)
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / LAWS).parent.mkdir(parents=True)
    shutil.copy(ROOT / LAWS, folder / LAWS)
    for package in PACKAGES:
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def run_in(folder: Path, command: str, *, expected: int = 0) -> str:
    """Run a command of a reader's shell in the copy and return what it said."""
    done = subprocess.run(
        ["sh", "-ec", command],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_ADDOPTS": "-p no:django -p no:cacheprovider",
            "SVYAZKA_HOME": str(folder / "home"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout
