"""Laws that every connector keeps; a new folder under `connectors` is found by itself."""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema_rs
import orjson
import pytest
from defusedxml.ElementTree import parse as parse_xml

from connectors import sdk

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "connectors").glob("*/connector.py"))
CONNECTORS: list[sdk.Connector] = [
    importlib.import_module(f"connectors.{folder.name}.connector").connector for folder in FOLDERS
]
LANGUAGES = ("en", "ru")
NAME = re.compile(r"[a-z][a-z0-9_]*")
NETWORK_MODULES = {"socket", "ssl", "http", "ftplib", "smtplib", "subprocess", "os", "asyncio"}
ICON_BYTES = 4096
HELPED = ("label", "help")

# Importing may read code; opening a socket, a file to write, or a process is a side effect.
IMPORT_QUIETLY = """
import importlib, sys
def watch(event, args):
    if event.startswith(("socket.connect", "socket.bind", "subprocess", "os.system")):
        raise SystemExit(event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise SystemExit(f"{event} {args}")
sys.dont_write_bytecode = True
sys.addaudithook(watch)
for slug in sys.argv[1:]:
    importlib.import_module(f"connectors.{slug}.connector")
strangers = {"django", "celery", "engine", "rest_framework"} & set(sys.modules)
raise SystemExit(f"imports {strangers}" if strangers else 0)
"""

every = pytest.mark.parametrize("connector", CONNECTORS, ids=lambda one: one.slug)


def folder(connector: sdk.Connector) -> Path:
    return ROOT / "connectors" / connector.slug


def words(connector: sdk.Connector, language: str) -> dict[str, sdk.Json]:
    found = json.loads((folder(connector) / "strings" / f"{language}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def fields(connector: sdk.Connector) -> list[sdk.Field]:
    groups = [connector.settings, *(one.fields for one in connector.auth)]
    groups += [one.fields for one in connector.triggers + connector.actions]
    return [one for group in groups for one in group]


def places(value: sdk.Json, path: str = "") -> Iterator[str]:
    """List where the texts are."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from places(child, f"{path}/{name}")
    else:
        assert isinstance(value, str), path
        assert value.strip(), path
        yield path


def needed(connector: sdk.Connector) -> set[str]:
    """List the texts that a form of this connector cannot do without."""
    wanted = {"/name", "/about"}
    wanted |= {f"/auth/{one.kind}/label" for one in connector.auth}
    wanted |= {f"/triggers/{one.name}/{text}" for one in connector.triggers for text in HELPED}
    wanted |= {f"/actions/{one.name}/{text}" for one in connector.actions for text in HELPED}
    for one in fields(connector):
        wanted.add(f"/fields/{one.name}/label")
        wanted |= {f"/fields/{one.name}/choices/{value}" for value in one.options}
    return wanted


def test_the_connectors_of_this_release_are_found() -> None:
    assert {one.slug for one in CONNECTORS} >= {"webhook", "http", "email", "tilda"}


def test_importing_connectors_touches_nothing_and_no_framework() -> None:
    slugs = [one.slug for one in CONNECTORS]

    done = subprocess.run(
        [sys.executable, "-c", IMPORT_QUIETLY, *slugs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@every
def test_a_connector_imports_the_sdk_and_the_standard_library_only(
    connector: sdk.Connector,
) -> None:
    own = f"connectors.{connector.slug}"
    for file in folder(connector).glob("**/*.py"):
        for name in imported(file):
            root = name.partition(".")[0]
            allowed = name.startswith(("connectors.sdk", own)) or name == "connectors"
            allowed = allowed or (root in sys.stdlib_module_names and root not in NETWORK_MODULES)
            assert allowed, f"{file.name} imports {name}"


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield node.module or ""


@every
def test_the_folder_and_every_name_are_plain(connector: sdk.Connector) -> None:
    names = [one.name for one in connector.triggers]
    names += [one.name for one in connector.actions]
    names += [one.name for one in fields(connector)]

    assert folder(connector).is_dir()
    assert all(NAME.fullmatch(name) for name in names)
    assert connector.triggers or connector.actions


@every
def test_words_are_complete_and_the_same_in_every_language(connector: sdk.Connector) -> None:
    found = {language: set(places(words(connector, language))) for language in LANGUAGES}

    assert found["en"] == found["ru"]
    assert needed(connector) <= found["en"]


@every
def test_no_words_are_left_over(connector: sdk.Connector) -> None:
    texts = words(connector, "en")
    known = {
        "auth": {one.kind for one in connector.auth},
        "triggers": {one.name for one in connector.triggers},
        "actions": {one.name for one in connector.actions},
        "fields": {one.name for one in fields(connector)},
    }

    for group, names in known.items():
        given = texts.get(group, {})
        assert isinstance(given, Mapping)
        assert set(given) == names, group


@every
def test_nothing_is_left_blank(connector: sdk.Connector) -> None:
    files = sorted(file for file in folder(connector).rglob("*") if file.suffix != ".pyc")
    lines = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        if file.is_file()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if "BLANK" in line
    ]

    assert lines == []


@every
def test_the_icon_is_a_small_drawing_without_scripts(connector: sdk.Connector) -> None:
    icon = folder(connector) / "icon.svg"

    tags = {element.tag.rpartition("}")[2] for element in parse_xml(icon).iter()}

    assert icon.stat().st_size <= ICON_BYTES
    assert tags <= {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline"}
    assert "http" not in icon.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")


@every
@pytest.mark.parametrize("told", ["**Login**", "**Limits**", "Unsure:"])
def test_the_readme_tells_login_limits_and_doubts(connector: sdk.Connector, told: str) -> None:
    assert told in (folder(connector) / "README.md").read_text("utf-8")


@every
def test_every_trigger_and_action_has_a_sample(connector: sdk.Connector) -> None:
    for one in connector.triggers + connector.actions:
        assert one.sample, one.name
        assert orjson.loads(orjson.dumps(one.sample)) == one.sample


@every
def test_fields_are_valid_json_schema_and_depend_on_fields_that_exist(
    connector: sdk.Connector,
) -> None:
    groups = [connector.settings, *(one.fields for one in connector.auth)]
    groups += [one.fields for one in connector.triggers + connector.actions]
    for group in groups:
        names = [one.name for one in group]
        jsonschema_rs.meta.validate(sdk.fields_schema(group))
        assert len(names) == len(set(names))
        assert all(set(one.needs) <= set(names) for one in group)
        assert all(one.default in one.options for one in group if one.options and one.default)


@every
def test_a_way_in_can_be_checked_or_the_readme_says_why_not(connector: sdk.Connector) -> None:
    readme = (folder(connector) / "README.md").read_text("utf-8")

    assert len({one.kind for one in connector.auth}) == len(connector.auth)
    for one in connector.auth:
        assert one.check is not None or "There is no `check`" in readme


@every
def test_a_login_never_shows_its_secrets(connector: sdk.Connector) -> None:
    for one in connector.auth:
        secrets = {field.name: f"canary-{field.name}" for field in one.fields}
        login = connector.login(one.kind, secrets)
        hidden = [secrets[field.name] for field in one.fields if field.kind == "secret"]

        assert not any(one in repr(login) for one in hidden)
        assert login.mask(" ".join(hidden)).count("canary") == 0
