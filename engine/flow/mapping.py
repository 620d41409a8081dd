"""From JSON with `{{ pills }}` in it to templates; what can be known early is checked early."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.arguments import KeywordArgument
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.primitive import Literal, Nil
from liquid.builtin.output import OutputNode
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.template import BoundTemplate
from liquid.token import Token

from engine.flow.errors import MappingFailed, pointer
from engine.flow.functions import FUNCTIONS
from engine.flow.language import TemplateIsBroken, parse, place
from engine.flow.limits import DEFINITION_DEPTH
from engine.flow.templates import (
    Call,
    Computed,
    Constant,
    Fields,
    Indirect,
    Keys,
    ListOf,
    Pill,
    Program,
    Template,
    Text,
)
from engine.kernel.json_types import Json
from engine.kernel.nearest import near

Notice: TypeAlias = Callable[[str, Template | TemplateIsBroken], None]


class _NeedsEngine(Exception):
    """The expression is beyond our own tree: a range, a tag."""


def compile_value(source: Json, *, notice: Notice | None = None, path: str = "") -> Template:
    """Return the template of any JSON value.

    Every string is told to `notice` with its path, compiled or broken; a broken one then stands
    for nothing. Without `notice` it raises `TemplateIsBroken`.
    """
    if path.count("/") > DEFINITION_DEPTH:
        raise TemplateIsBroken("too_deep", limit=DEFINITION_DEPTH)
    if isinstance(source, str):
        return _noticed(source, notice, path)
    if isinstance(source, Mapping):
        fields = compile_fields(source, notice=notice, path=path)
        return Constant(source) if _all_constant(item for _, item in fields.items) else fields
    if isinstance(source, Sequence):
        items = tuple(
            compile_value(one, notice=notice, path=pointer(path, n)) for n, one in enumerate(source)
        )
        return Constant(source) if _all_constant(items) else ListOf(items)
    return Constant(source)


def compile_fields(
    source: Mapping[str, Json], *, notice: Notice | None = None, path: str = ""
) -> Fields:
    """Return the templates of an object's values; its names are taken as they are."""
    return Fields(
        {
            name: compile_value(one, notice=notice, path=pointer(path, name))
            for name, one in source.items()
        }
    )


def compile_text(source: str) -> Template:
    """Return the template of one string; raises `TemplateIsBroken`."""
    if "{{" not in source and "{%" not in source:
        return Constant(source)
    template = parse(source)
    try:
        parts = [_part(node) for node in template.nodes]
    except _NeedsEngine:
        _check_calls(template)
        return Program(template, _free_paths(template), length=len(source))
    alone = len(parts) == 1 and source.startswith("{{") and source.endswith("}}")
    return parts[0] if alone else Text(tuple(parts))


def _noticed(source: str, notice: Notice | None, path: str) -> Template:
    if notice is None:
        return compile_text(source)
    try:
        template = compile_text(source)
    except TemplateIsBroken as broken:
        notice(path, broken)
        return Constant(None)
    notice(path, template)
    return template


def _all_constant(items: Iterable[Template]) -> bool:
    return all(item.is_constant for item in items)


def _part(node: Node) -> Template:
    if isinstance(node, ContentNode):
        return Constant(node.text)
    if not isinstance(node, OutputNode) or not isinstance(node.expression, FilteredExpression):
        raise _NeedsEngine
    operand = _operand(node.expression.left)
    calls = tuple(_call(one) for one in node.expression.filters or ())
    return Computed(operand, calls) if calls else operand


def _operand(expression: Expression) -> Template:
    if isinstance(expression, Path):
        return _path(expression)
    if isinstance(expression, Literal):
        return Constant(expression.value)
    if isinstance(expression, Nil):
        return Constant(None)
    raise _NeedsEngine


def _path(path: Path) -> Template:
    keys = [key for key in path.path if isinstance(key, str | int)]
    if len(keys) == len(path.path):
        return Pill(tuple(keys))
    return Indirect(
        tuple(_path(key) if isinstance(key, Path) else Constant(key) for key in path.path)
    )


def _call(called: Filter) -> Call:
    function = FUNCTIONS.get(called.name)
    if function is None:
        meant = near(called.name, FUNCTIONS)
        raise _at(called.token, "unknown_function", name=called.name, **meant)
    given = [_operand(argument.value) for argument in called.args]
    names = tuple(str(one.name) for one in called.args if isinstance(one, KeywordArgument))
    if function.refuses(len(given) - len(names), names):
        raise _at(called.token, "wrong_arguments", name=called.name)
    positional, named = given[: len(given) - len(names)], given[len(given) - len(names) :]
    places = function.places(len(positional), dict(zip(names, named, strict=True)))
    arguments = [
        *positional,
        *(Constant(one) if not isinstance(one, Template) else one for one in places),
    ]
    _check_constants(called, arguments)
    return Call(function, tuple(arguments))


def _check_constants(called: Filter, arguments: Sequence[Template]) -> None:
    """Refuse now what would fail on every event: a broken pattern, a word for a number."""
    for index, argument in enumerate(arguments):
        if isinstance(argument, Constant):
            try:
                FUNCTIONS[called.name].check_argument(index, argument.value)
            except MappingFailed as failure:
                raise _at(
                    called.token, failure.reason, name=called.name, **failure.params
                ) from None


def _check_calls(template: BoundTemplate) -> None:
    """Check every call in a template that the engine will run."""
    context = RenderContext(template)
    waiting = list(template.nodes)
    while waiting:
        node = waiting.pop()
        waiting += node.children(context, include_partials=False)
        for expression in node.expressions():
            for called in getattr(expression, "filters", None) or ():
                try:
                    _call(called)
                except _NeedsEngine:
                    continue


def _free_paths(template: BoundTemplate) -> frozenset[Keys]:
    try:
        found = template.analyze(include_partials=False).globals
    except LiquidError as error:
        raise TemplateIsBroken("template_broken", problem=str(error.message)) from error
    return frozenset(
        tuple(key for key in variable.segments if isinstance(key, str | int))
        for variables in found.values()
        for variable in variables
    )


def _at(token: Token, code: str, **params: Json) -> TemplateIsBroken:
    return TemplateIsBroken(code, **{**params, **place(token.source, token.start_index)})
