"""Functions on numbers. Sums are decimal, so 0.1 + 0.2 is 0.3."""

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal

from engine.flow.functions.declare import Group, Number
from engine.flow.values import as_number, tidy_number
from engine.kernel.json_types import Json

NUMBERS = Group("numbers")
_EXACT = Context(prec=40)
_MOST_DIGITS = 12
_LONGEST_TEXT = 10_000
_FIRST = re.compile(
    r"(?:(?<!\w)[+\-−]\s?)?(?:"
    r"[0-9]{1,3}(?:([\s_'.,])[0-9]{3}(?:\1[0-9]{3})*)(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?|(?<!\S)[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3}\b)?"
)
_LARGEST_SHOWN = 10**30


@NUMBERS.function('{{ "1 234,50 ₽" | number }}', 1234.5, also=("to_number",))
def number(value: Json) -> Json:
    if isinstance(value, str):
        found = _FIRST.search(value[:_LONGEST_TEXT])
        value = found[0] if found else None
    return as_number(value)


@NUMBERS.function("{{ 0.1 | plus: 0.2 }}", 0.3, also=("add",))
def plus(value: Number, other: Number) -> Json:
    return _exact(_EXACT.add, value, other)


@NUMBERS.function("{{ 10 | minus: 2.5 }}", 7.5, also=("subtract",))
def minus(value: Number, other: Number) -> Json:
    return _exact(_EXACT.subtract, value, other)


@NUMBERS.function('{{ "1 200" | times: 1.2 }}', 1440, also=("multiply",))
def times(value: Number, other: Number) -> Json:
    return _exact(_EXACT.multiply, value, other)


@NUMBERS.function("{{ 10 | divided_by: 4 }}", 2.5, also=("divide",))
def divided_by(value: Number, other: Number) -> Json:
    return _exact(_EXACT.divide, value, other)


@NUMBERS.function("{{ 7 | modulo: 3 }}", 1)
def modulo(value: Number, other: Number) -> Json:
    share, divisor = Decimal(str(value)), Decimal(str(other))
    found = _EXACT.remainder(share, divisor)  # of the sign of the dividend; ours is the divisor's
    return _plain(_EXACT.add(found, divisor) if found and (found < 0) != (divisor < 0) else found)


@NUMBERS.function("{{ 2 | power: 10 }}", 1024)
def power(value: Number, exponent: Number) -> Json:
    return tidy_number(math.pow(value, exponent))


@NUMBERS.function("{{ -5 | abs }}", 5, name="abs")
def absolute(value: Number) -> Json:
    return tidy_number(abs(value))


@NUMBERS.function("{{ 2.345 | round: 2 }}", 2.35, name="round")
def rounded(value: Number, digits: int = 0) -> Json:
    step = Decimal(1).scaleb(-max(min(digits, _MOST_DIGITS), -_MOST_DIGITS))
    found = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP, context=_EXACT)
    return _plain(found)


@NUMBERS.function("{{ 2.1 | ceil }}", 3)
def ceil(value: Number) -> Json:
    return tidy_number(math.ceil(value))


@NUMBERS.function("{{ 2.9 | floor }}", 2)
def floor(value: Number) -> Json:
    return tidy_number(math.floor(value))


@NUMBERS.function("{{ 3 | at_least: 5 }}", 5)
def at_least(value: Number, other: Number) -> Json:
    return max(value, other)


@NUMBERS.function("{{ 8 | at_most: 5 }}", 5)
def at_most(value: Number, other: Number) -> Json:
    return min(value, other)


@NUMBERS.function("{{ 200 | percent: 15 }}", 30)
def percent(value: Number, share: Number) -> Json:
    return _plain(_EXACT.divide(_EXACT.multiply(Decimal(str(value)), Decimal(str(share))), 100))


@NUMBERS.function('{{ 1234567.5 | format_number: 2, "en" }}', "1,234,567.50")
def format_number(value: Number, digits: int = 0, language: str = "ru") -> Json:
    if abs(value) >= _LARGEST_SHOWN:
        return None
    places = "0" * max(min(digits, _MOST_DIGITS), 0)
    pattern = f"#,##0.{places}" if places else "#,##0"
    return format_decimal(_rounded(value, digits), format=pattern, locale=_locale(language))


@NUMBERS.function('{{ 1234.5 | money: "USD", "en" }}', "$1,234.50")
def money(value: Number, currency: str = "RUB", language: str = "ru") -> Json:
    if abs(value) >= _LARGEST_SHOWN:
        return None
    return format_currency(Decimal(str(value)), currency.upper()[:3], locale=_locale(language))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")


def _exact(operation: Callable[[Decimal, Decimal], Decimal], value: Number, other: Number) -> Json:
    return _plain(operation(Decimal(str(value)), Decimal(str(other))))


def _plain(value: Decimal) -> int | float | None:
    if not value.is_finite():
        return None
    whole = value.to_integral_value()
    return tidy_number(int(value) if whole == value and abs(value) < 2**53 else float(value))


def _rounded(value: Number, digits: int) -> Decimal:
    step = Decimal(1).scaleb(-max(min(digits, _MOST_DIGITS), 0))
    return Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP, context=_EXACT)
