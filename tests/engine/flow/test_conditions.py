"""What every operator says of a value."""

from datetime import UTC, datetime

import pytest

from engine.flow.errors import DefinitionIsInvalid, MappingFailed
from engine.flow.filters import compile_condition
from engine.flow.operators import OPERATORS
from engine.kernel.json_types import Json

NOW = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
ABSENT = object()

# operator, value, operand, whether it holds
CASES: list[tuple[str, Json, object, bool]] = [
    ("filled", "x", ABSENT, True),
    ("filled", "  ", ABSENT, False),
    ("filled", 0, ABSENT, True),
    ("filled", False, ABSENT, True),
    ("filled", [], ABSENT, False),
    ("filled", None, ABSENT, False),
    ("empty", "", ABSENT, True),
    ("empty", {}, ABSENT, True),
    ("empty", {"a": 1}, ABSENT, False),
    ("exists", "", ABSENT, True),
    ("exists", None, ABSENT, False),
    ("equals", "Moscow", "moscow", True),
    ("equals", "10", 10, True),
    ("equals", "100.00", "100", True),
    ("equals", "1 234,50", 1234.5, True),
    ("equals", "007", "7", False),
    ("equals", "12.02.2026", 12022026, False),
    ("equals", "192.168.1.1", 19216811, False),
    ("equals", "+79161234567", "79161234567", False),
    ("equals", "12345678901234567", "12345678901234568", False),
    ("equals", True, "true", True),
    ("equals", None, "", True),
    ("equals", [1, 2], [1, 2], True),
    ("equals", "a", None, False),
    ("not_equals", "a", "b", True),
    ("not_equals", "A", "a", False),
    ("contains", "Hello World", "WORLD", True),
    ("contains", ["Red", "Blue"], "red", True),
    ("contains", ["Redder"], "red", False),
    ("contains", {"utm": 1}, "utm", True),
    ("not_contains", "Hello", "bye", True),
    ("starts", "+7916", "+7", True),
    ("not_starts", "+7916", "8", True),
    ("ends", "anna@MAIL.ru", "mail.ru", True),
    ("not_ends", "anna@mail.ru", ".com", True),
    ("in", "ru", ["RU", "BY"], True),
    ("in", 3, ["1", "3"], True),
    ("in", "by", "RU, BY", True),
    ("in", "kz", [], False),
    ("not_in", "kz", ["RU", "BY"], True),
    ("matches", "Order 184", "order [0-9]+$", True),
    ("not_matches", "Order", "[0-9]", True),
    ("is_email", "anna@mail.ru", ABSENT, True),
    ("is_email", "anna@", ABSENT, False),
    ("is_phone", "8 (916) 123-45-67", ABSENT, True),
    ("is_phone", "12", ABSENT, False),
    ("greater", "11", 10, True),
    ("greater", "1 000,5", "1000", True),
    ("greater", "many", 10, False),
    ("greater", None, -1, False),
    ("greater", True, 0, False),
    ("greater", 10, 10, False),
    ("greater_or_equal", 10, 10, True),
    ("less", 9.99, 10, True),
    ("less", 10, 10, False),
    ("less_or_equal", "10", "10", True),
    ("less_or_equal", 11, 10, False),
    ("between", 5, [1, 5], True),
    ("between", "5,5", ["1", "5"], False),
    ("between", "2026-03-07T23:00:00Z", ["2026-03-01", "07.03.2026"], True),
    ("between", "2026-03-07", ["01.03.2026", "28.03.2026"], True),
    ("between", True, ["1960-01-01", "2026-03-07"], False),
    ("before", True, "2026-03-07", False),
    ("is_email", "anna@mail.ru; boris@mail.ru", ABSENT, False),
    ("between", "2026-03-08", ["2026-03-01", "2026-03-07"], False),
    ("equals", "Андрей".replace("й", "и\u0306"), "андрей", True),
    ("contains", "Андрей", "и\u0306", True),
    ("on", "2026-03-07T10:00:00Z", "2026-03-07", True),
    ("on", "07.03.2026 10:00", "2026-03-07", True),
    ("on", "2026-03-08T00:00:00Z", "2026-03-07", False),
    ("on", "2026-03-07", "2026-03-07T10:00:00Z", True),
    ("on", "2026/03/07", "2026-03-07", True),
    ("on", "2026/03/07 10:00", "2026-03-07", True),
    ("on", "2026-03-07T23:00:00Z", "2026-03-07T10:00:00Z", True),
    ("on", "2026-03-08T10:00:00Z", "2026-03-07T10:00:00Z", False),
    ("on", "9999-12-31T10:00:00Z", "9999-12-31", True),
    ("on_or_before", "2026-03-07", "9999-12-31", True),
    ("before", "2026-03-06T23:59:59Z", "07.03.2026", True),
    ("before", "2026-03-07T00:00:00Z", "07.03.2026", False),
    ("after", "2026-03-07T23:00:00Z", "2026-03-07", False),
    ("after", "2026-03-08", "2026-03-07", True),
    ("after", 1772841601, "2026-03-07T00:00:00Z", True),
    ("on_or_before", "2026-03-07T23:00:00Z", "2026-03-07", True),
    ("on_or_after", "2026-03-07T00:00:00Z", "2026-03-07", True),
    ("on_or_after", "nonsense", "2026-03-07", False),
    ("within_last", "2026-03-07T11:30:00Z", "PT1H", True),
    ("within_last", "2026-03-07T10:30:00Z", "PT1H", False),
    ("within_last", "2026-03-07T12:30:00Z", "PT1H", False),
    ("within_next", "2026-03-08", "P1D", True),
    ("within_next", "2026-03-09", "P1D", False),
    ("weekday_in", "2026-03-07", [6, 7], True),
    ("weekday_in", "2026-03-07", ["sat"], True),
    ("weekday_in", "2026-03-07", "пн, вт", False),
    ("is_true", "да", ABSENT, True),
    ("is_true", 0, ABSENT, False),
    ("is_false", "off", ABSENT, True),
    ("is_false", None, ABSENT, False),
    ("contains_any", ["a", "b"], ["B", "c"], True),
    ("contains_any", "red and blue", ["blue"], True),
    ("contains_any", None, [""], False),
    ("contains_all", ["a", "b"], ["a", "b"], True),
    ("contains_all", ["a"], ["a", "b"], False),
    ("contains_none", ["a"], ["b"], True),
    ("contains_none", ["a"], ["A"], False),
    ("size_equals", [1, 2], 2, True),
    ("size_not_equals", [1, 2], 2, False),
    ("size_greater", "text", 3, True),
    ("size_greater_or_equal", [], 0, True),
    ("size_less", None, 1, True),
    ("size_less_or_equal", {"a": 1}, 0, False),
]
WRONG = [
    ({}, "", "condition_unclear"),
    ([], "", "wrong_type"),
    ({"all": [], "any": []}, "", "condition_unclear"),
    ({"all": {}}, "/all", "wrong_type"),
    ({"value": 1}, "/is", "missing"),
    ({"value": 1, "is": "bigger"}, "/is", "not_one_of"),
    ({"value": 1, "is": ["equals"]}, "/is", "not_one_of"),
    ({"value": 1, "is": "greater"}, "/than", "missing"),
    ({"value": 1, "is": "greater", "than": "many"}, "/than", "not_a_number"),
    ({"value": 1, "is": "between", "than": [1]}, "/than", "not_a_pair"),
    ({"value": 1, "is": "between", "than": [1, "soon"]}, "/than", "not_a_pair"),
    ({"value": 1, "is": "on", "than": "soon"}, "/than", "not_a_date"),
    ({"value": 1, "is": "within_last", "than": "a week"}, "/than", "not_a_duration"),
    ({"value": 1, "is": "weekday_in", "than": [8]}, "/than", "not_weekdays"),
    ({"value": "", "is": "matches", "than": "(a"}, "/than", "bad_pattern"),
    ({"value": "{{ x", "is": "filled"}, "/value", "template_not_closed"),
    (
        {"not": {"all": [{"is": "filled", "then": 2}]}},
        "/not/all/0/then",
        "unknown_field",
    ),
]


def leaf(operator: str, value: Json, operand: object) -> dict[str, Json]:
    made: dict[str, Json] = {"value": value, "is": operator}
    return made if operand is ABSENT else {**made, "than": operand}  # type: ignore[dict-item]


@pytest.mark.parametrize(("operator", "value", "operand", "holds"), CASES)
def test_an_operator_says(operator: str, value: Json, operand: object, holds: bool) -> None:
    condition = compile_condition(leaf(operator, "{{ v }}", operand))

    assert condition.holds({"v": value}, now=NOW) is holds


@pytest.mark.parametrize(("operator", "value", "operand", "holds"), CASES)
def test_an_operand_from_a_pill_is_the_same_as_a_written_one(
    operator: str, value: Json, operand: object, holds: bool
) -> None:
    pill = ABSENT if operand is ABSENT else "{{ o }}"
    condition = compile_condition({"not": leaf(operator, "{{ v }}", pill)})

    assert condition.holds({"v": value, "o": operand}, now=NOW) is not holds  # type: ignore[dict-item]


def test_every_operator_is_in_the_table_of_cases() -> None:
    assert {case[0] for case in CASES} | {"changed"} == set(OPERATORS)


@pytest.mark.parametrize(("tree", "path", "code"), WRONG)
def test_a_wrong_condition_says_where_and_why(tree: Json, path: str, code: str) -> None:
    with pytest.raises(DefinitionIsInvalid) as caught:
        compile_condition(tree, "/when")

    assert [(one.path, one.code) for one in caught.value.mistakes] == [(f"/when{path}", code)]


def test_text_is_compared_with_case_when_asked() -> None:
    condition = compile_condition({"value": "{{ v }}", "is": "matches", "than": "^A", "case": True})

    assert condition.holds({"v": "Anna"})
    assert not condition.holds({"v": "anna"})


def test_groups_nest_and_empty_groups_are_what_logic_says() -> None:
    yes: Json = {"value": 1, "is": "filled"}
    no: Json = {"value": "", "is": "filled"}

    assert compile_condition({"all": [yes, {"any": [no, {"not": no}]}]}).holds({})
    assert compile_condition({"all": []}).holds({})
    assert not compile_condition({"any": []}).holds({})


def test_days_are_days_of_the_workspace() -> None:
    condition = compile_condition({"value": "{{ v }}", "is": "on", "than": "2026-03-08"})
    late = "2026-03-07T22:30:00Z"

    assert condition.holds({"v": late, "run": {"time_zone": "Europe/Moscow"}})
    assert not condition.holds({"v": late})


@pytest.mark.parametrize(
    ("moment", "zone"),
    [("0001-01-01T00:00:00Z", "America/New_York"), ("9999-12-31T23:59:59Z", "Asia/Tokyo")],
)
@pytest.mark.parametrize(("operator", "than"), [("on", "2026-03-07"), ("weekday_in", [1, 7])])
def test_a_moment_beyond_the_calendar_of_the_workspace_is_on_no_day(
    moment: str, zone: str, operator: str, than: Json
) -> None:
    condition = compile_condition({"value": "{{ v }}", "is": operator, "than": than})

    assert not condition.holds({"v": moment, "run": {"time_zone": zone}})


def test_now_comes_with_the_run_and_is_never_guessed() -> None:
    condition = compile_condition({"value": "{{ v }}", "is": "within_last", "than": "PT1H"})
    value = "2026-03-07T11:30:00Z"

    assert condition.holds({"v": value, "run": {"now": "2026-03-07T12:00:00Z"}})
    with pytest.raises(MappingFailed):
        condition.holds({"v": value})


def test_an_unreadable_operand_from_a_pill_does_not_hold() -> None:
    condition = compile_condition({"value": 5, "is": "greater", "than": "{{ limit }}"})

    assert not condition.holds({"limit": "many"})


def test_the_journal_is_told_what_was_compared() -> None:
    low: Json = {"value": "{{ v }}", "is": "greater", "than": 10}
    condition = compile_condition({"any": [low, {"value": "{{ w }}", "is": "filled"}]}, "/when")

    told = condition.explain({"v": 3, "w": "x" * 500})

    seen = {"path": "/when/any/0", "is": "greater", "value": 3, "than": 10, "holds": False}
    assert told[0] == seen
    assert len(str(told[1]["value"])) < 300
    assert told[1]["holds"] is True


class Remembered(dict[str, bytes]):
    """What a bundle remembers, in a dict."""

    def previous(self, key: str) -> bytes | None:
        return self.get(key)

    def remember(self, key: str, digest: bytes) -> None:
        self[key] = digest


def test_a_comparison_that_fails_is_told_and_fails_no_other() -> None:
    broken = {"value": "{{ v | pad: 100000000 }}", "is": "filled"}
    condition = compile_condition(
        {"any": [{"value": "{{ v }}", "is": "equals", "than": 3}, broken]}
    )

    first, second = condition.explain({"v": 3})

    assert condition.holds({"v": 3})
    assert first["holds"] is True
    error = second["error"]
    assert isinstance(error, dict)
    assert error["code"] == "text_too_long"


def test_changed_holds_at_first_and_then_only_when_the_value_differs() -> None:
    condition = compile_condition({"value": "{{ v }}", "is": "changed"}, "/steps/0/when")
    memory = Remembered()

    held = [condition.holds({"v": value}, memory) for value in ("a", "a", "b", {"x": 1, "y": 2})]

    assert held == [True, False, True, True]
    assert not condition.holds({"v": {"y": 2, "x": 1}}, memory)


def test_changed_remembers_one_value_for_each_key() -> None:
    tree = {"value": "{{ v }}", "is": "changed", "per": "{{ id }}"}
    condition, memory = compile_condition(tree, "/when"), Remembered()

    held = [condition.holds({"v": "a", "id": one}, memory) for one in (1, 2, 1)]

    assert held == [True, True, False]
    assert condition.memory_keys({"v": "a", "id": 1}) == [next(iter(memory))]


def test_most_conditions_need_no_memory() -> None:
    condition = compile_condition({"value": "{{ v }}", "is": "filled"})

    assert condition.memory_keys({"v": 1}) == []
