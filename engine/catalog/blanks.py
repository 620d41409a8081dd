"""A new connector as a folder that works, with the blanks that only a person can fill in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

BLANK = "BLANK"
SLUG = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = frozenset({"sdk"})
TEMPLATES = Path(__file__).with_name("blank_connector")
# What is written where, below the folder that has `connectors` and `tests`.
FILES = {
    "connector.py.txt": "connectors/$slug/connector.py",
    "en.json.txt": "connectors/$slug/strings/en.json",
    "ru.json.txt": "connectors/$slug/strings/ru.json",
    "icon.svg.txt": "connectors/$slug/icon.svg",
    "README.md.txt": "connectors/$slug/README.md",
    "test.py.txt": "tests/connectors/$slug/test_${slug}_connector.py",
}


class CannotWrite(Exception):
    """The connector cannot be made; the text says why and what to do."""


@dataclass(frozen=True)
class Blank:
    """One place to fill in."""

    file: Path
    line: int
    text: str


def write(root: Path, slug: str, name: str) -> list[Path]:
    """Make the folder of a connector and the folder of its tests; nothing is written over."""
    if not SLUG.fullmatch(slug) or slug in TAKEN:
        raise CannotWrite(f"“{slug}” is no name for a folder: use small letters, digits and _.")
    if not set(name).isdisjoint('"\\\n'):
        raise CannotWrite("Choose a name without quotes and backslashes; the texts can be changed.")
    if (root / "connectors" / slug).exists():
        raise CannotWrite(f"connectors/{slug} is there already: choose another name or remove it.")
    words = {"slug": slug, "name": name, "imports": imports(slug)}
    texts = {root / Template(path).substitute(words): file for file, path in FILES.items()}
    for path, file in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template((TEMPLATES / file).read_text("utf-8")).substitute(words), "utf-8")
    packages = {
        root / "connectors" / slug / "__init__.py": f'"""{name}."""\n',
        root / "tests" / "connectors" / slug / "__init__.py": "",
    }
    for path, content in packages.items():
        path.write_text(content, "utf-8")
    return sorted([*texts, *packages])


def imports(slug: str) -> str:
    """Return what the tests import, in the order that the linter asks for."""
    own = f"from connectors.{slug}.connector import connector"
    return "\n".join(sorted([own, "from connectors.sdk.testing import Bench, Recorded"]))


def blanks(files: list[Path]) -> Iterator[Blank]:
    """List the places that are still to be filled in."""
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            _, found, told = line.partition(BLANK)
            if found:
                yield Blank(file, number, told.strip(': ",->'))
