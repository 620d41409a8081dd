"""`make compose` starts with secrets of its own, whatever `.env` says already."""

import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRETS = ("POSTGRES_PASSWORD", "SVYAZKA_SECRET_KEY", "SVYAZKA_KEYS")


def made(folder: Path) -> dict[str, str]:
    """Return what `.env` of this folder says after `make .env`."""
    command = ["make", "-f", str(ROOT / "Makefile"), ".env"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    lines = (folder / ".env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_secrets_are_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    first = made(tmp_path)

    assert tuple(first) == SECRETS
    assert made(tmp_path) == first
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


@pytest.mark.parametrize("end", ["", "\n"])
def test_who_names_the_first_owner_beforehand_gets_secrets_too(tmp_path: Path, end: str) -> None:
    said = f"SVYAZKA_KEYS=mine:abc=\nSVYAZKA_ADMIN_EMAIL=you@example.com{end}"
    (tmp_path / ".env").write_text(said, "utf-8")

    known = made(tmp_path)

    assert set(known) == {*SECRETS, "SVYAZKA_ADMIN_EMAIL"}
    assert known["SVYAZKA_KEYS"] == "mine:abc="
    assert known["SVYAZKA_ADMIN_EMAIL"] == "you@example.com"
