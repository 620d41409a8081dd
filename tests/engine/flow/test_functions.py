"""Every function of the table, by its own example and by its odd cases."""

from contextlib import suppress
from itertools import product

import pytest

from engine.flow.errors import MappingFailed
from engine.flow.functions import FUNCTIONS
from engine.flow.functions.declare import Function
from engine.flow.mapping import compile_text
from engine.kernel.json_types import Json

ODD_VALUES: list[Json] = [
    None,
    True,
    0,
    -1.5,
    2**63 - 1,
    1e308,
    "",
    " ",
    "текст",
    "\ud800",
    "\0",
    "9" * 5000,
    "%",
    "{",
    [],
    [1, "a", None],
    [[["deep"]]],
    {},
    {"a": {"b": 1}},
    "&#99999999999999999999999;",
    "1e999",
    "http://[",
    "P1D",
    "2026-02-30",
    "9999-12-31T23:59:59Z",
    "0001-01-01",
    "+7999",
    "a@b.c",
]
CASES = [
    ("{{ 'ёлка И Щука' | slug }}", "yolka-i-shchuka"),
    ("{{ 'Anna Smith' | split_name }}", {"last": "Smith", "first": "Anna", "middle": ""}),
    ("{{ 'Петрова Марина' | split_name }}", {"last": "Петрова", "first": "Марина", "middle": ""}),
    ("{{ 'Марина Петрова' | split_name }}", {"last": "Петрова", "first": "Марина", "middle": ""}),
    (
        "{{ 'Иван Иванович Иванов' | split_name }}",
        {"last": "Иванов", "first": "Иван", "middle": "Иванович"},
    ),
    ("{{ 'Анна' | split_name }}", {"last": "", "first": "Анна", "middle": ""}),
    ("{{ 1 | plural_ru: 'день', 'дня', 'дней' }}", "день"),
    ("{{ 11 | plural_ru: 'день', 'дня', 'дней' }}", "дней"),
    ("{{ 104 | plural_ru: 'день', 'дня', 'дней' }}", "дня"),
    ("{{ 112 | plural_ru: 'день', 'дня', 'дней' }}", "дней"),
    ("{{ 114 | plural_ru: 'день', 'дня', 'дней' }}", "дней"),
    ("{{ 1.5 | plural_ru: 'день', 'дня', 'дней' }}", "дня"),
    ("{{ '+49 30 123456' | normalize_phone }}", "+4930123456"),
    ("{{ '030 123456' | normalize_phone: 'DE' }}", "+4930123456"),
    ("{{ 'no phone' | normalize_phone }}", None),
    ("{{ 'почта@пример.рф' | normalize_email }}", "почта@xn--e1afmkfd.xn--p1ai"),
    ("{{ 'not an address' | normalize_email }}", None),
    ("{{ '4111111111111111' | mask }}", "************1111"),
    ("{{ 'Щётка, съезд' | transliterate }}", "Shchyotka, sezd"),
    ("{{ 'Zhukov Yakov' | from_latin }}", "Жуков Яков"),
    ("{{ '1 234,50' | number }}", 1234.5),
    ("{{ '1,234.50' | number }}", 1234.5),
    ("{{ '12 шт. по 300' | number }}", 12),
    ("{{ 'Счёт-184 от 2 марта' | number }}", 184),
    ("{{ 'итого −1 234 567,50 ₽' | number }}", -1234567.5),
    ("{{ '10 20' | number }}", 10),
    ("{{ '.5' | number }}", 0.5),
    ("{{ 'no figures' | number }}", None),
    ("{{ '12.02.2026' | plus: 0 }}", None),
    ("{{ '192.168.1.1' | plus: 0 }}", None),
    ("{{ '1,2,3' | plus: 0 }}", None),
    ("{{ '1 2 3' | plus: 0 }}", None),
    ("{{ '1.234.567,5' | plus: 0 }}", 1234567.5),
    ("{{ '- 1 234' | plus: 0 }}", -1234),
    ("{{ 'many' | plus: 1 }}", None),
    ("{{ 0.3 | modulo: 0.1 }}", 0),
    ("{{ -7 | modulo: 3 }}", 2),
    ("{{ 7 | modulo: -3 }}", -2),
    ("{{ '@@@' | base64_decode }}", None),
    ("{{ true | date }}", None),
    ("{{ '2026-03-07' | date: 'DD.MM.YYYY' }}", "07.03.2026"),
    ("{{ '2026-03-07' | date: 'dd MMMM y' }}", "07 March 2026"),
    ("{{ '2026-03-07' | format_date: '%d.%m.%Y' }}", "07.03.2026"),
    ("{{ '2026-03-07' | format_date: \"d MMMM y 'Г. D'\" }}", "7 марта 2026 Г. D"),
    *(
        (f"{{{{ '{address}' | normalize_email }}}}", None)
        for address in (
            "a@b@c.ru",
            "a@b.ru;c@d.ru",
            "a@b.ru,c@d.ru",
            "a..b@c.ru",
            "a@b_c.ru",
            "a@-b.ru",
            "a@1.2",
        )
    ),
    ("{{ 'Write to anna@mail.ru.' | split: ' ' | last | normalize_email }}", "anna@mail.ru"),
    ("{{ 1 | divided_by: 0 }}", None),
    ("{{ 1 | modulo: 0 }}", None),
    ("{{ 10 | power: 1000 }}", None),
    ("{{ 2.5 | round }}", 3),
    ("{{ 1234.5 | money }}", "1\u00a0234,50\u00a0₽"),
    ("{{ 1234567 | format_number }}", "1\u00a0234\u00a0567"),
    ("{{ '2024-02-29' | date_add: 1, 'year' }}", "2025-02-28T00:00:00Z"),
    ("{{ '2026-03-07' | date_add: 'P1W' }}", "2026-03-14T00:00:00Z"),
    ("{{ '2026-03-07' | date_diff: '2026-01-10', 'months' }}", 1),
    ("{{ '2026-03-07T10:00:00Z' | date_diff: '2026-03-07T12:30:00Z', 'hours' }}", -2),
    ("{{ '2026-03-11' | start_of: 'week' }}", "2026-03-09T00:00:00Z"),
    ("{{ '2026-02-11' | end_of: 'quarter' }}", "2026-03-31T23:59:59Z"),
    ("{{ '2026-03-07T22:00Z' | start_of: 'day', 'Asia/Tokyo' }}", "2026-03-08T00:00:00+09:00"),
    ("{{ '7/3/26' | parse_date: 'UTC', '%d/%m/%y' }}", "2026-03-07T00:00:00Z"),
    ("{{ 1772841600 | date }}", "07.03.2026"),
    ("{{ 'soon' | date }}", None),
    ("{{ '2026-03-07' | date: '%999999999d' }}", "%999999999d"),
    ("{{ '2026-03-07' | date: '%Y' , nowhere }}", None),
    ("{{ 'a' | pad: 3, 'xy' }}", "xxa"),
    ("{{ 'abc' | truncate: 2 }}", "a…"),
    ("{{ 'абв' | slice: -2, 2 }}", "бв"),
    ("{{ 'a<script>alert(1)</script>b<br>c' | strip_html }}", "ab\nc"),
    ("{{ 'aXbX' | regex_replace: 'X$', '!' }}", "aXb!"),
    ("{{ 'no digits' | regex_extract: '[0-9]+' }}", None),
    ("{{ '3,1,2' | split: ',' | sort | join: '' }}", "123"),
    ("{{ '1,2' | split: ',' | concat: '3' | size }}", 3),
    ("{{ '' | split: ',' }}", []),
    ("{{ 'not json' | parse_json }}", None),
    ("{{ 'not base64!' | base64_decode }}", None),
    ("{{ 'https://a.ru/?utm_source=x&a=1' | add_utm: 'vk' }}", "https://a.ru/?a=1&utm_source=vk"),
    ("{{ ' ' | add_utm: 'vk' }}", " "),
]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_in_the_help_is_true(name: str) -> None:
    function = FUNCTIONS[name]

    assert compile_text(function.example).render({}) == function.result


@pytest.mark.parametrize(("source", "value"), CASES)
def test_a_function_gives(source: str, value: Json) -> None:
    assert compile_text(source).render({}) == value


@pytest.mark.parametrize("function", [*dict.fromkeys(FUNCTIONS.values())], ids=lambda f: f.name)
def test_whatever_comes_in_a_function_never_breaks(function: Function) -> None:
    required = [one for one in function.arguments if one.required]

    for value, argument in product(ODD_VALUES, ODD_VALUES):
        with suppress(MappingFailed):
            function(value, *[argument] * max(len(required), min(len(function.arguments), 2)))


def test_every_function_is_explained_in_both_languages() -> None:
    for function in FUNCTIONS.values():
        assert set(function.help) == {"en", "ru"}
        assert all(function.help.values())


def test_a_function_is_known_by_its_other_names() -> None:
    assert FUNCTIONS["upcase"] is FUNCTIONS["upper"]
    assert FUNCTIONS["size"] is FUNCTIONS["length"]


def test_the_same_value_makes_the_same_uuid_so_a_retry_sends_it_again() -> None:
    template = compile_text("{{ run.id | uuid }}")

    assert template.render({"run": {"id": "7"}}) == template.render({"run": {"id": "7"}})
    assert template.render({"run": {"id": "7"}}) != template.render({"run": {"id": "8"}})


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ '2026-11-22T21:30:00Z' | date: '%d.%m %H:%M' }}", "23.11 00:30"),
        ("{{ '22.11.2026 21:30' | date: '%d.%m %H:%M' }}", "22.11 21:30"),
        ("{{ '2026-11-22T21:30:00Z' | date: '%H:%M', 'UTC' }}", "21:30"),
        ("{{ '2026-11-22T21:30:00Z' | date: '%H:%M', nowhere }}", None),
        ("{{ '2026-11-22T21:30:00Z' | format_date: 'd MMMM' }}", "23 ноября"),
        ("{{ '22.11.2026' | parse_date }}", "2026-11-22T00:00:00+03:00"),
        ("{{ '11/22/26' | parse_date: pattern: '%m/%d/%y' }}", "2026-11-22T00:00:00+03:00"),
        ("{{ '2026-11-22T21:30:00Z' | start_of }}", "2026-11-23T00:00:00+03:00"),
        ("{{ '2026-11-22T21:30:00Z' | weekday }}", 1),
        ("{{ '22.11.2026' | timestamp }}", 1795294800),
        ("{% if true %}{{ '2026-11-22T21:30:00Z' | date: '%d.%m' }}{% endif %}", "23.11"),
    ],
)
def test_dates_go_by_the_clock_of_the_workspace(source: str, value: Json) -> None:
    assert compile_text(source).render({"run": {"time_zone": "Europe/Moscow"}}) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ '2026-03-28 12:00' | date_add: 1, 'day' }}", "2026-03-29T12:00:00+02:00"),
        ("{{ '2026-03-28 12:00' | date_add: 'PT25H' }}", "2026-03-29T14:00:00+02:00"),
        ("{{ '2026-03-29 12:00' | date_diff: '2026-03-28 12:00', 'day' }}", 1),
        ("{{ '2026-03-29 12:00' | date_diff: '2026-03-28 12:00', 'hour' }}", 23),
        ("{{ '2026-03-28 12:00' | end_of: 'week' }}", "2026-03-29T23:59:59+02:00"),
        ("{{ '2026-03-29 02:30' | parse_date }}", "2026-03-29T02:30:00+01:00"),
    ],
)
def test_dates_outlive_a_change_of_the_clock(source: str, value: Json) -> None:
    assert compile_text(source).render({"run": {"time_zone": "Europe/Berlin"}}) == value
