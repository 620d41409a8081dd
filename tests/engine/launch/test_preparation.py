"""What the database is prepared by speaks to the person, too."""

import asyncio

import pytest

from engine.launch.preparation import answer_of, lines_of
from engine.launch.prepare import weigh

WARNS = 'import sys; sys.stderr.write("a wall is missing\\n"); print(\'{"steps": ["try it"]}\')'


def test_a_warning_before_the_answer_is_not_lost() -> None:
    answer = asyncio.run(answer_of("prepare", ("-c", WARNS), {}))

    assert lines_of(answer, "said") == ["a wall is missing"]
    assert lines_of(answer, "steps") == ["try it"]


WEAK = "This password is too short. It must contain at least 8 characters."


def test_a_weak_password_of_the_first_owner_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    weigh("x1", refuse=False)

    assert f"SVYAZKA_ADMIN_PASSWORD is easy to guess. {WEAK}" in capsys.readouterr().err


def test_a_weak_password_of_the_first_owner_is_refused_in_production() -> None:
    with pytest.raises(SystemExit, match=WEAK):
        weigh("x1", refuse=True)


def test_nothing_is_said_of_a_good_password(capsys: pytest.CaptureFixture[str]) -> None:
    weigh("correct horse battery", refuse=True)

    assert capsys.readouterr().err == ""
