"""Every stable code has words in both languages."""

import re

import pytest
from django.utils import translation

from engine.api.words import LANGUAGES, STRINGS, Voice, say, speaking, texts
from engine.kernel.errors import DomainError
from engine.kernel.json_types import JsonObject

PLACEHOLDER = re.compile(r"\{[^}]*\}")


def every_refusal(kind: type[DomainError] = DomainError) -> set[type[DomainError]]:
    return {kind}.union(*(every_refusal(child) for child in kind.__subclasses__()))


def test_both_languages_have_the_same_codes_and_placeholders() -> None:
    english, russian = texts("en"), texts("ru")

    assert english.keys() == russian.keys()
    for code, text in english.items():
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(russian[code])), code


def test_every_refusal_of_the_engine_has_words() -> None:
    ours = {kind for kind in every_refusal() if kind.__module__.startswith("engine.")}

    assert sorted(kind.code for kind in ours if kind.code not in texts("en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codes_stand_in_order(language: str) -> None:
    lines = (STRINGS / f"{language}.json").read_text("utf-8").splitlines()[1:-1]
    codes = [line.split('"')[1] for line in lines]

    assert codes == sorted(codes)


def test_words_follow_the_language_of_the_request() -> None:
    with translation.override("ru-ru"):
        assert say("out_of_range", {"least": 1, "most": 5}) == "Значение должно быть от 1 до 5."
    with translation.override("de"):
        assert say("out_of_range", {"least": 1, "most": 5}).startswith("The value must be")


def test_what_a_field_takes_is_named_where_it_is_known() -> None:
    number, unknown = (
        say("input_wrong_kind", {"field": "amount", "wanted": wanted}, language="ru")
        for wanted in ("integer", None)
    )

    assert "«amount» принимает целое число" in number
    assert "не того вида" in unknown


def test_a_code_without_words_reads_as_a_refusal() -> None:
    assert say("never_heard_of", language="en") == texts("en")["refused"]


def test_moments_are_written_for_people() -> None:
    span: JsonObject = {
        "count": 2,
        "since": "2026-03-01T09:05:07.123456+00:00",
        "until": "2026-03-01T09:07Z",
    }

    english, russian = (say("no_new_data", span, language=language) for language in LANGUAGES)

    assert "from 1 Mar 2026 09:05 UTC to 1 Mar 2026 09:07 UTC" in english
    assert "01.03.2026 09:05 UTC" in russian


def test_moments_are_told_by_the_clocks_of_the_workspace() -> None:
    until: JsonObject = {"run_until": "2026-03-01T22:09:07.5Z"}

    with speaking(Voice("ru", "Europe/Moscow")):
        told = say("run_until_reached", until)

    assert "работы связки, 02.03.2026 01:09;" in told
    assert "01.03.2026 22:09 UTC" in say("run_until_reached", until, language="ru")


@pytest.mark.parametrize("code", ["bundle_started", "bundle_started_dropping"])
def test_nothing_is_said_of_waiting_events_where_there_were_none(code: str) -> None:
    assert say(code, {"waiting": 0}, language="en") == "The bundle was started."
    assert "2" in say(code, {"waiting": 2}, language="en")


def test_days_are_written_as_in_the_language_of_the_reader() -> None:
    span: JsonObject = {"from": "2026-11-02", "to": "2026-02-31"}

    assert "2 Nov 2026 – 2026-02-31" in say("check_job_started", span, language="en")
    assert "02.11.2026 – 2026-02-31" in say("check_job_started", span, language="ru")


def test_parameters_are_text_and_never_templates() -> None:
    assert "{reference} {0.__class__}" in say(
        "internal", {"reference": "{reference} {0.__class__}"}
    )
