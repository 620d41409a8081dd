"""Whatever this room says, it says in words."""

import re
from pathlib import Path

import pytest

from engine.api.words import texts
from engine.bundles import errors
from engine.kernel.errors import DomainError

ROOM = Path(errors.__file__).parent
SPOKEN = re.compile(r'(?:Cause\(|code=|code = |Mistake\([^)]*?, )"([a-z_]+)"')


def codes() -> set[str]:
    """Return the codes of refusals, and those of system rows and mistakes in the room's files."""
    refusals = {one.code for one in vars(errors).values() if _is_refusal(one)}
    return refusals | {code for file in ROOM.rglob("*.py") for code in SPOKEN.findall(_text(file))}


def _is_refusal(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, DomainError)


def _text(file: Path) -> str:
    return file.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_code_has_words(language: str) -> None:
    assert {"bundle_started", "draft_is_stale", "must_be_future"} <= codes()
    assert codes() <= set(texts(language))
