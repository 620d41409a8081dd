"""The Liquid engine, tied down: plain JSON in, our functions only, every loop and text bounded."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import _GeneratorContextManager
from typing import ClassVar, TextIO, cast

from liquid import Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, tokenize
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.for_tag import ForLoop
from liquid.builtin.tags.tablerow_tag import TableRow
from liquid.exceptions import LiquidError, LiquidSyntaxError
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.template import BoundTemplate
from liquid.token import (
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_DOT,
    TOKEN_EXPRESSION,
    TOKEN_LBRACKET,
    TOKEN_OUTPUT,
    TOKEN_PIPE,
    TOKEN_STRING,
    TOKEN_WORD,
    Token,
)
from liquid.undefined import Undefined

from engine.flow.errors import MappingFailed
from engine.flow.functions import FUNCTIONS
from engine.flow.functions.declare import Function
from engine.flow.limits import (
    LOCALS_BYTES,
    LOOP_PASSES,
    RANGE_ITEMS,
    TEMPLATE_BRACKETS,
    TEMPLATE_CHARS,
    TEXT_CHARS,
    Meter,
)
from engine.flow.moments import home_of
from engine.flow.paths import Scope, step
from engine.flow.values import as_text
from engine.kernel.json_types import Json

_BEFORE_FIELDS = (TOKEN_DOT, TOKEN_PIPE)
_BEFORE_VALUES = (TOKEN_COLON, TOKEN_COMMA, TOKEN_LBRACKET)
_CONSTANTS = ("true", "false", "nil", "null", "empty", "blank")
_REFUSED_TAGS = ("include", "render", "tablerow", "doc", "ifchanged")
_CONTEXT_DEPTH = 30
_LIMITS: Mapping[str, tuple[str, int]] = {
    "LoopIterationLimitError": ("too_many_passes", LOOP_PASSES),
    "OutputStreamLimitError": ("text_too_long", TEXT_CHARS),
    "LocalNamespaceLimitError": ("result_too_large", LOCALS_BYTES),
    "ContextDepthError": ("too_deep", _CONTEXT_DEPTH),
}


class TemplateIsBroken(Exception):
    """A template that does not parse; `code` and `params` (line, column) go into a `Mistake`."""

    def __init__(self, code: str, **params: Json) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class MeteredContext(RenderContext):
    """A render context that looks into JSON only and stops at the CPU deadline."""

    __slots__ = ("meter", "passes", "passes_allowed")
    meter: Meter
    passes: int
    passes_allowed: int

    def get_item(self, obj: object, key: object) -> object:
        """Go one key further as pills do; a missing key is undefined."""
        found = step(plain(obj), key) if isinstance(key, str | int) else None
        if found is None:
            raise KeyError(key)
        return found

    def get(self, path: list[object], **kwargs: object) -> object:
        """Resolve a path, unless time is up."""
        self.meter.tick()
        return super().get(path, **kwargs)  # type: ignore[arg-type]

    def loop(
        self, namespace: Mapping[str, object], forloop: ForLoop | TableRow
    ) -> "_GeneratorContextManager[RenderContext]":
        """Count the passes of all loops together, not only of those inside each other."""
        self.passes += forloop.length
        if self.passes > self.passes_allowed:
            raise MappingFailed("too_many_passes", limit=self.passes_allowed)
        return super().loop(namespace, forloop)


class _Template(BoundTemplate):
    context_class = MeteredContext


class _TextNode(OutputNode):
    """Output that prints values as pills do."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(as_text(plain(self.expression.evaluate(context))))


class _TextOutput(Output):
    node_class = _TextNode

    def parse(self, stream: TokenStream) -> OutputNode:
        token = stream.eat(TOKEN_OUTPUT)
        inner = stream.expect(TOKEN_EXPRESSION)
        words = TokenStream(_names(tokenize(inner.value, inner), at_roots=True))
        return self.node_class(token, FilteredExpression.parse(self.env, words))


class _Stream(TokenStream):
    """Tokens of a template, whose tags read names as our output does."""

    def into_inner(self, *, tag: Token | None = None, eat: bool = True) -> TokenStream:
        """Return the tokens of the current tag's expression."""
        token = self.expect_expression(tag)
        if eat:
            next(self)
        return TokenStream(_names(tokenize(token.value, token), at_roots=False))

    def expect_expression(self, tag: Token | None) -> Token:
        """Return the current token, which has to be an expression."""
        if self.current.kind != TOKEN_EXPRESSION:
            raise LiquidSyntaxError("missing expression", token=tag or self.current)
        return self.current


def _names(tokens: Iterator[Token], *, at_roots: bool) -> Iterator[Token]:
    """Read `trigger.limit` as a field; the engine takes `limit`, `for`, `contains` as its own.

    A step may be called `limit` too, but inside a tag only its place tells the two apart.
    """
    before = TOKEN_COMMA
    for token in tokens:
        name = before in _BEFORE_FIELDS or (
            at_roots and before in _BEFORE_VALUES and token.value not in _CONSTANTS
        )
        keyword = token.kind == token.value and token.kind != TOKEN_STRING
        yield token._replace(kind=TOKEN_WORD) if name and keyword else token
        before = token.kind


class _Language(Environment):
    """Liquid with our functions, without anything that loads, and with limits."""

    template_class: ClassVar[type[BoundTemplate]] = _Template  # type: ignore[misc]
    loop_iteration_limit = LOOP_PASSES
    output_stream_limit = TEXT_CHARS
    local_namespace_limit = LOCALS_BYTES
    context_depth_limit = _CONTEXT_DEPTH
    shorthand_indexes = True

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register the standard tags that cannot load anything, and our table of functions."""
        super().setup_tags_and_filters(extra=extra)
        for tag in _REFUSED_TAGS:
            self.tags.pop(tag, None)
        self.add_tag(_TextOutput)
        self.filters = {name: _as_filter(function) for name, function in FUNCTIONS.items()}

    def _parse(self, source: str) -> list[Node]:
        return get_parser(self).parse(_Stream(self.tokenizer()(source)))


def _as_filter(function: Function) -> Callable[..., Json]:
    def run(value: object, *args: object, context: MeteredContext, **named: object) -> Json:
        context.meter.tick()
        plain_named = {name: plain(one) for name, one in named.items()}
        home = home_of(cast(Scope, context.globals))
        return function(plain(value), *map(plain, args), home=home, **plain_named)

    run.with_context = True  # type: ignore[attr-defined]
    return run


def plain(value: object) -> Json:
    """Return the JSON value behind what the engine hands around; its own objects become None."""
    if value is None or isinstance(value, str | int | float | list | dict):
        return cast(Json, value)
    if isinstance(value, range):
        return list(value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping) and not isinstance(value, Undefined):
        return {str(key): plain(one) for key, one in value.items()}
    return None


def parse(source: str) -> BoundTemplate:
    """Return the parsed template; raises `TemplateIsBroken`."""
    _check_brackets(source)
    try:
        return LANGUAGE.from_string(source)
    except LiquidError as error:
        raise _broken(source, error) from error
    except MappingFailed as failure:
        raise TemplateIsBroken(failure.reason, **failure.params) from failure


def _check_brackets(source: str) -> None:
    """Refuse what the engine's lexer would go over again and again, before it sees it."""
    if len(source) > TEMPLATE_CHARS:
        raise TemplateIsBroken("template_too_long", limit=TEMPLATE_CHARS)
    if source.count("(") + source.count("[") > TEMPLATE_BRACKETS:
        raise TemplateIsBroken("template_too_complex", limit=TEMPLATE_BRACKETS)
    at = 0
    while (start := _next_opening(source, at)) >= 0:
        end = source.find("}}" if source[start + 1] == "{" else "%}", start + 2)
        if end < 0:
            raise TemplateIsBroken("template_not_closed", **place(source, start))
        # The lexer itself knows `raw` and `doc`, and searches the whole rest for their ends.
        if source[start + 2 : end].strip(" \t\r\n-") in ("raw", "doc"):
            raise TemplateIsBroken("template_tag_refused", **place(source, start))
        at = end + 2


def _next_opening(source: str, at: int) -> int:
    found = [place for place in (source.find("{{", at), source.find("{%", at)) if place >= 0]
    return min(found, default=-1)


def _broken(source: str, error: LiquidError) -> TemplateIsBroken:
    at = error.token.start_index if error.token else 0
    return TemplateIsBroken("template_broken", problem=str(error.message), **place(source, at))


def place(source: str, index: int) -> dict[str, Json]:
    """Return the line and column of a position, both from 1."""
    before = source[: max(index, 0)]
    return {"line": before.count("\n") + 1, "column": len(before) - before.rfind("\n")}


def _bounded_range(self: RangeLiteral, start: object, stop: object) -> range:
    made = _make_range(self, start, stop)
    if made.stop - made.start > RANGE_ITEMS:
        raise MappingFailed("range_too_long", limit=RANGE_ITEMS)
    return made


# The engine has limits for loops but none for `(1..100000000)`, which filters and `contains` walk.
_make_range = RangeLiteral._make_range
RangeLiteral._make_range = _bounded_range  # type: ignore[method-assign]

LANGUAGE = _Language()


def run(template: BoundTemplate, scope: Scope, meter: Meter, *, passes: int) -> str:
    """Return the text of a template with tags; every failure is a `MappingFailed`."""
    context = MeteredContext(template, globals=scope)
    context.meter, context.passes, context.passes_allowed = meter, 0, passes
    buffer = template._get_buffer()
    try:
        template.render_with_context(context, buffer)
    except MappingFailed:
        raise
    except LiquidError as error:
        code, limit = _LIMITS.get(type(error).__name__, ("template_failed", None))
        raise MappingFailed(code, problem=str(error.message), limit=limit) from error
    except Exception as error:  # a bug of the engine fails this field, never the process
        raise MappingFailed("template_failed", problem=type(error).__name__) from error
    return buffer.getvalue()
