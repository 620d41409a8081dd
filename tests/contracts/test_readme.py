"""The READMEs tell what is true: each setting, the same in both, a connector that works."""

import re
import tomllib
from pathlib import Path

import pytest

from engine.config.environment import Environment
from tests.contracts.copies import a_copy, run_in

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ru.md")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
ROOM = re.compile(r"^\| `([a-z]+)` \| .+ \|$", re.MULTILINE)
COMMANDS = re.compile(r"^```(sh|python|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REMARK = re.compile(r" +# .+$", re.MULTILINE)
FILE = re.compile(r"^`([\w/]+\.\w+)`[^\n]*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
LINK = re.compile(r"\]\((?!http)([^)#]*)#?([^)]*)\)")
# Made at the first start, so the table tells how instead of what.
GENERATED = ("SVYAZKA_SECRET_KEY", "SVYAZKA_KEYS")
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
    if default in ("", (), {}, None):
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
def test_the_table_has_the_rooms_in_the_order_they_may_import_each_other(readme: str) -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]

    layers = next(one["layers"] for one in rules["contracts"] if one["type"] == "layers")
    assert ROOM.findall(text(readme)) == layers[::-1]


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


def test_a_connector_is_written_word_for_word_as_the_readme_says(tmp_path: Path) -> None:
    begin, prove = SHELL.findall(section(text("README.md"), "How to write a connector"))
    house = a_copy(tmp_path)

    made = run_in(house, begin)
    before = set(house.glob("**/pipedesk/**/*.*"))
    write_connector(house)
    proved = run_in(house, prove.replace('make test ARGS="', ".venv/bin/pytest ").replace('"', ""))

    assert "Fill in the blanks" in made
    assert {one for one in house.glob("**/pipedesk/**/*.*") if one.suffix != ".pyc"} == before
    assert "passed" in proved


def section(markdown: str, title: str) -> str:
    """Return what stands under a heading."""
    return markdown.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def write_connector(root: Path) -> None:
    """Write the files of the example, each language's words from the README in that language."""
    files = dict(pair for readme in READMES for pair in FILE.findall(text(readme)))
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
