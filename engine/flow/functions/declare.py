"""How a function is declared: plain typed Python, made total over JSON by its annotations."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NewType, TypeAlias, TypeVar

import orjson

from engine.flow.errors import MappingFailed
from engine.flow.limits import bounded
from engine.flow.moments import Duration, as_duration, as_moment, unit_of, zone_of
from engine.flow.patterns import Pattern, compile_pattern
from engine.flow.values import as_list, as_number, as_text, as_whole, is_true
from engine.kernel.json_types import Json

Number: TypeAlias = int | float
List: TypeAlias = list[Json]
Zone = NewType("Zone", str)
Unit = NewType("Unit", str)
Given = TypeVar("Given")
Body: TypeAlias = Callable[..., Json]

# Garbage in gives nothing out: a reader returning None makes the whole function return None.
_READERS: dict[Any, Callable[[Json], object]] = {
    str: as_text,
    int: as_whole,
    Number: as_number,
    bool: is_true,
    List: as_list,
    datetime: as_moment,
    Duration: as_duration,
    Pattern: lambda value: compile_pattern(as_text(value)),
    Zone: lambda value: as_text(value) if zone_of(as_text(value)) else None,
    Unit: lambda value: unit_of(as_text(value)),
    Json: lambda value: value,
}
_STRINGS = Path(__file__).parent / "strings"
_HELP: dict[str, dict[str, str]] = {
    language: orjson.loads((_STRINGS / f"{language}.json").read_bytes())
    for language in ("en", "ru")
}
_KINDS: dict[Any, str] = {
    str: "text",
    int: "whole",
    Number: "number",
    bool: "boolean",
    List: "list",
    datetime: "date",
    Duration: "duration",
    Pattern: "pattern",
    Zone: "text",
    Unit: "text",
    Json: "any",
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

    def __call__(self, value: Json, *args: Json, **named: Json) -> Json:
        """Apply to any JSON value; None where the value makes no sense, `MappingFailed` if huge."""
        given = [value, *args]
        if named:
            given += self.places(len(args), named)
        read: list[object] = []
        for reader, one in zip(self.readers, given, strict=False):
            taken = one if reader is None else reader(one)
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


def _function(
    group: str, name: str, body: Body, *, shown: tuple[str, Json, tuple[str, ...]]
) -> Function:
    first, *rest = inspect.signature(body).parameters.values()
    example, result, also = shown
    return Function(
        name=name,
        group=group,
        body=body,
        reads=_KINDS[first.annotation],
        arguments=tuple(map(_argument, rest)),
        help={language: words[name] for language, words in _HELP.items()},
        example=example,
        result=result,
        also=also,
        readers=tuple(
            None if one.annotation is Json else _READERS[one.annotation] for one in (first, *rest)
        ),
    )


def _argument(one: inspect.Parameter) -> Argument:
    required = one.default is one.empty
    return Argument(
        one.name,
        _KINDS[one.annotation],
        required=required,
        default=None if required else one.default,
    )
