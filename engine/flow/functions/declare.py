"""How a function is declared: plain typed Python, made total over JSON by its annotations."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any, NewType, TypeAlias, TypeVar

import orjson

from engine.flow.errors import MappingFailed
from engine.flow.limits import bounded
from engine.flow.moments import Duration, as_duration, as_moment, unit_of, zone_of
from engine.flow.patterns import Pattern, compile_pattern
from engine.flow.values import as_list, as_number, as_text, as_whole, is_true
from engine.kernel.json_types import Json

Number: TypeAlias = int | float
List: TypeAlias = list[Json]
Unit = NewType("Unit", str)
Amount: TypeAlias = Annotated[Json, "amount"]
HOME = "run.time_zone"  # the time zone where none is named
Given = TypeVar("Given")
Body: TypeAlias = Callable[..., Json]


def _zone(value: Json) -> tzinfo | None:
    return UTC if value == HOME else zone_of(as_text(value))


def _amount(value: Json) -> Json:
    """Return what says how long, a number of units or a duration; None when it says nothing."""
    return None if as_number(value) is None and as_duration(value) is None else value


# How an argument is called, and read; a reader returning None makes the whole function return None.
_KINDS: dict[Any, tuple[str, Callable[[Json], object] | None]] = {
    str: ("text", as_text),
    int: ("whole", as_whole),
    Number: ("number", as_number),
    bool: ("boolean", is_true),
    List: ("list", as_list),
    datetime: ("date", as_moment),
    Duration: ("duration", as_duration),
    Pattern: ("pattern", lambda value: compile_pattern(as_text(value))),
    tzinfo: ("text", _zone),
    Unit: ("text", lambda value: unit_of(as_text(value))),
    Amount: ("any", _amount),
    Json: ("any", None),
}
_STRINGS = Path(__file__).parent / "strings"
_HELP: dict[str, dict[str, str]] = {
    language: orjson.loads((_STRINGS / f"{language}.json").read_bytes())
    for language in ("en", "ru")
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function, as the editor shows it."""

    name: str
    kind: str
    required: bool
    default: Json = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function users apply to values: how to call it, and everything its help says."""

    name: str
    group: str
    body: Body
    reads: str
    arguments: tuple[Argument, ...]
    help: Mapping[str, str]
    example: str
    result: Json
    also: tuple[str, ...] = ()
    readers: tuple[Callable[[Json], object] | None, ...] = field(default=(), repr=False)
    tells_time: bool = False

    def __call__(self, value: Json, *args: Json, home: tzinfo = UTC, **named: Json) -> Json:
        """Apply to any JSON value; None where the value makes no sense, `MappingFailed` if huge.

        Dates without a time zone are read, and shown where none is named, in that of `home`.
        """
        given = [value, *args]
        if named:
            given += self.places(len(args), named)
        if self.tells_time:
            given += [one.default for one in self.arguments[len(given) - 1 :] if not one.required]
        read: list[object] = []
        for reader, one in zip(self.readers, given, strict=False):
            taken = one if reader is None else _read(reader, one, home)
            if taken is None and reader is not None:
                return None
            read.append(taken)
        try:
            return bounded(self.body(*read))
        except (ValueError, ArithmeticError, LookupError, RecursionError):
            return None  # the standard library's own refusals: `int` of 5,000 digits and the like

    def refuses(self, count: int, names: tuple[str, ...]) -> bool:
        """Tell whether a call with `count` positional and these named arguments cannot be made."""
        known = [argument.name for argument in self.arguments]
        given = {*known[:count], *names}
        missing = any(one.required and one.name not in given for one in self.arguments)
        return missing or count > len(known) or not set(names) <= set(known[count:])

    def check_argument(self, index: int, value: Json) -> None:
        """Raise `MappingFailed` when a constant can never serve as this argument."""
        reader = self.readers[index + 1]
        if reader is not None and value is not None and reader(value) is None:
            raise MappingFailed("bad_argument", argument=self.arguments[index].name)

    def places(self, positional: int, named: Mapping[str, Given]) -> list[Given | Json]:
        """Return the named arguments in order, with defaults between them."""
        rest = self.arguments[positional:]
        last = max((n for n, one in enumerate(rest) if one.name in named), default=-1)
        return [named.get(one.name, one.default) for one in rest[: last + 1]]


class Group:
    """Functions declared together; the editor shows them under one heading."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.functions: dict[str, Function] = {}

    def function(
        self, example: str, result: Json, *, name: str = "", also: tuple[str, ...] = ()
    ) -> Callable[[Body], Body]:
        """Declare the function below; `example` is shown, and tested to give `result`."""

        def add(body: Body) -> Body:
            own = name or body.__name__
            made = _function(self.name, own, body, shown=(example, result, also))
            for known in (own, *also):
                self.functions[known] = made
            return body

        return add


def _read(reader: Callable[[Json], object], value: Json, home: tzinfo) -> object:
    if reader is as_moment:
        return as_moment(value, home)
    return home if reader is _zone and value == HOME else reader(value)


def _function(
    group: str, name: str, body: Body, *, shown: tuple[str, Json, tuple[str, ...]]
) -> Function:
    first, *rest = inspect.signature(body).parameters.values()
    example, result, also = shown
    readers = tuple(_KINDS[one.annotation][1] for one in (first, *rest))
    return Function(
        name=name,
        group=group,
        body=body,
        reads=_KINDS[first.annotation][0],
        arguments=tuple(map(_argument, rest)),
        help={language: words[name] for language, words in _HELP.items()},
        example=example,
        result=result,
        also=also,
        readers=readers,
        tells_time=as_moment in readers or _zone in readers,
    )


def _argument(one: inspect.Parameter) -> Argument:
    required = one.default is one.empty
    kind, _ = _KINDS[one.annotation]
    usual = HOME if one.annotation is tzinfo else one.default
    return Argument(one.name, kind, required=required, default=None if required else usual)
