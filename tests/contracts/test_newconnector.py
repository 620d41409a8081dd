"""`manage.py newconnector`: what it makes obeys every law but for the blanks it lists."""

import re
from pathlib import Path

import pytest

from engine.catalog.blanks import CannotWrite, write
from tests.contracts.copies import a_copy, run_in

MAKE = ".venv/bin/python manage.py newconnector acme_crm"
PROVE = ".venv/bin/pytest tests/connectors/acme_crm {laws} -k acme_crm"
LAWS = "tests/contracts/test_connectors.py"
PLACE = re.compile(r"^((?:connectors|tests)/\S+:\d+): ", re.MULTILINE)
FAILED = re.compile(r"^FAILED \S+::(\w+)\[acme_crm\]", re.MULTILINE)


def fill_in(folder: Path) -> None:
    for file in folder.rglob("*.*"):
        file.write_text(file.read_text("utf-8").replace("BLANK", "Done"), "utf-8")


def test_only_the_blanks_stand_between_a_new_connector_and_the_laws(tmp_path: Path) -> None:
    house = a_copy(tmp_path)

    told = PLACE.findall(run_in(house, MAKE))
    before = run_in(house, PROVE.format(laws=LAWS) + " -vv", expected=1)
    fill_in(house / "connectors" / "acme_crm")
    after = run_in(house, PROVE.format(laws=LAWS))

    assert FAILED.findall(before) == ["test_nothing_is_left_blank"]
    assert len(told) > 10
    assert all(place in before for place in told)
    assert "failed" not in after


def test_nothing_is_written_over(tmp_path: Path) -> None:
    house = a_copy(tmp_path)
    run_in(house, MAKE)
    mine = house / "connectors" / "acme_crm" / "connector.py"
    mine.write_text("mine", "utf-8")

    run_in(house, MAKE, expected=1)

    assert mine.read_text("utf-8") == "mine"


@pytest.mark.parametrize("slug", ["sdk", "../evil", "Acme", "a-b", "1c", ""])
def test_a_name_that_is_no_folder_of_a_package_is_refused(slug: str, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        write(tmp_path, slug, "Acme")

    assert list(tmp_path.iterdir()) == []


def test_a_name_that_would_break_the_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        write(tmp_path, "acme", '"; import os')
