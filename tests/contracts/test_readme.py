"""The READMEs tell what is true: each setting, the same in both, a connector that works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.config.environment import Environment

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ru.md")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
ROOM = re.compile(r"^\| `([a-z]+)` \| .+ \|$", re.MULTILINE)
COMMANDS = re.compile(r"^```(sh|python|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REMARK = re.compile(r" +# .+$", re.MULTILINE)
FILE = re.compile(r"^`([\w/]+\.\w+)`[^\n]*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
LINK = re.compile(r"\]\((?!http)([^)#]*)#?([^)]*)\)")
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider")
# Made at the first start, so the table tells how instead of what.
GENERATED = ("SVYAZKA_SECRET_KEY", "SVYAZKA_KEYS")
# Told of and not shown.
EMPTY = "connectors/pipedesk/__init__.py"
# Read before there are settings.
FOLDER = "SVYAZKA_HOME"

every = pytest.mark.parametrize("readme", READMES)


def text(readme: str) -> str:
    return (ROOT / readme).read_text("utf-8")


def settings() -> dict[str, object]:
    """Return each variable that is read, with its default."""
    found = {}
    for name, field in Environment.model_fields.items():
        alias = field.validation_alias
        found[alias if isinstance(alias, str) else f"SVYAZKA_{name.upper()}"] = field.get_default(
            call_default_factory=True, validated_data={}
        )
    return found


def shown(default: object) -> str:
    """Return how the table writes a default."""
    if default in ("", (), {}):
        return "—"
    if isinstance(default, bool):
        return f"`{default}`".lower()
    return f"`{','.join(default) if isinstance(default, tuple) else default}`"


def commands(markdown: str) -> list[str]:
    """Return what a reader copies, without the remarks of a shell."""
    return [REMARK.sub("", body) for _, body in COMMANDS.findall(markdown)]


@every
def test_the_table_has_every_setting_once_and_nothing_else(readme: str) -> None:
    rows = [name for name, _, _ in ROW.findall(text(readme))]

    assert sorted(rows) == sorted([*settings(), FOLDER])


@every
def test_the_table_tells_the_defaults_of_the_code(readme: str) -> None:
    told = {name: default for name, default, _ in ROW.findall(text(readme))}

    for name, default in settings().items():
        if name not in GENERATED:
            assert shown(default) in told[name], name


@every
def test_the_table_of_rooms_is_the_engine(readme: str) -> None:
    rooms = {path.parent.name for path in (ROOT / "engine").glob("*/__init__.py")}

    assert set(ROOM.findall(text(readme))) == rooms


def test_both_readmes_have_the_same_sections_and_commands() -> None:
    english, russian = map(text, READMES)

    assert commands(russian) == commands(english)
    assert HEADING.findall(russian) == HEADING.findall(english)


@every
def test_links_lead_somewhere(readme: str) -> None:
    titles = re.findall(r"^#+ (.+)$", text(readme), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in titles}

    for file, anchor in LINK.findall(text(readme)):
        assert (ROOT / file).exists(), file
        assert not anchor or anchor in anchors, anchor


def test_the_connector_to_copy_obeys_the_laws_and_passes_its_tests(tmp_path: Path) -> None:
    laws = Path("tests", "contracts", "test_connectors.py")
    shutil.copytree(ROOT / "connectors", tmp_path / "connectors")
    write_connector(tmp_path)
    (tmp_path / laws).parent.mkdir(parents=True)
    shutil.copy(ROOT / laws, tmp_path / laws)

    done = subprocess.run(
        [*PYTEST, "-k", "pipedesk"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def write_connector(root: Path) -> None:
    """Write the files of the example, each language's words from the README in that language."""
    files = dict(pair for readme in READMES for pair in FILE.findall(text(readme)))
    files[EMPTY] = '"""Pipedesk, a small CRM."""\n'
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
