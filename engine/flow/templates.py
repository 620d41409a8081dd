"""What a value compiles to: constants, pills, computed pills, texts and programs."""

from abc import ABC, abstractmethod
from typing import TypeAlias

from liquid.template import BoundTemplate

from engine.flow.errors import MappingFailed
from engine.flow.functions.declare import Function
from engine.flow.language import run
from engine.flow.limits import LOOP_PASSES, LOOP_WORK, TEXT_CHARS, Meter
from engine.flow.moments import home_of
from engine.flow.paths import Scope, look_up
from engine.flow.values import as_text
from engine.kernel.json_types import Json

Keys: TypeAlias = tuple[str | int, ...]


class Template(ABC):
    """A compiled value; evaluating it twice in one scope gives the same."""

    __slots__ = ()

    def render(self, scope: Scope) -> Json:
        """Return the value for this scope; raises `MappingFailed` and nothing else."""
        return self.evaluate(scope, Meter())

    @abstractmethod
    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return the value, counting what it takes on a meter shared with its neighbours."""

    @property
    def paths(self) -> frozenset[Keys]:
        """Return every path read, as far as it is known before running."""
        return frozenset()

    @property
    def references(self) -> frozenset[str]:
        """Return the root names read: `trigger`, ids of steps, `item`, …"""
        return frozenset(str(keys[0]) for keys in self.paths)

    @property
    def is_constant(self) -> bool:
        """Tell whether the value is the same in every scope."""
        return False


class Constant(Template):
    """A value without pills."""

    __slots__ = ("value",)

    def __init__(self, value: Json) -> None:
        self.value = value

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return the value itself."""
        return self.value

    @property
    def is_constant(self) -> bool:
        """Tell the truth: yes."""
        return True


class Pill(Template):
    """One `{{ path }}`; keeps the type of what it finds."""

    __slots__ = ("keys",)

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return what the path leads to, None when nothing is there."""
        return look_up(scope, self.keys)

    @property
    def paths(self) -> frozenset[Keys]:
        """Return the one path."""
        return frozenset({self.keys})


class Indirect(Template):
    """A path whose keys are themselves read from the scope: `table[trigger.code]`."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Template, ...]) -> None:
        self.parts = parts

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return what the path leads to; a key that is no text or number leads nowhere."""
        keys: list[str | int] = []
        for part in self.parts:
            key = part.evaluate(scope, meter)
            if not isinstance(key, str | int):
                return None
            keys.append(key)
        return look_up(scope, tuple(keys))

    @property
    def paths(self) -> frozenset[Keys]:
        """Return its root and the paths of its keys."""
        root = self.parts[0]
        own = (
            {(root.value,)} if isinstance(root, Constant) and isinstance(root.value, str) else set()
        )
        return frozenset(own).union(*(part.paths for part in self.parts))


class Call:
    """A function with its arguments, named ones already put in their places."""

    __slots__ = ("arguments", "constants", "function")

    def __init__(self, function: Function, arguments: tuple[Template, ...]) -> None:
        self.function = function
        self.arguments = arguments
        self.constants: list[Json] | None = None
        if all(one.is_constant for one in arguments):
            self.constants = [one.evaluate({}, Meter()) for one in arguments]

    def apply(self, value: Json, scope: Scope, meter: Meter) -> Json:
        """Return the function's result for a value."""
        meter.works_on(value)
        if self.constants is not None:
            return self._called(value, self.constants, scope)
        return self._called(value, [one.evaluate(scope, meter) for one in self.arguments], scope)

    def _called(self, value: Json, given: list[Json], scope: Scope) -> Json:
        if self.function.tells_time:
            return self.function(value, *given, home=home_of(scope))
        return self.function(value, *given)


class Computed(Template):
    """One `{{ path | function: … }}`; keeps the type of the last function's result."""

    __slots__ = ("calls", "operand")

    def __init__(self, operand: Template, calls: tuple[Call, ...]) -> None:
        self.operand = operand
        self.calls = calls

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return the operand put through every function in order."""
        value = self.operand.evaluate(scope, meter)
        for call in self.calls:
            value = call.apply(value, scope, meter)
        return meter.made(value) if type(value) is str else value

    @property
    def paths(self) -> frozenset[Keys]:
        """Return the paths of the operand and of all arguments."""
        inner = (one.paths for call in self.calls for one in call.arguments)
        return self.operand.paths.union(*inner)


class Text(Template):
    """Pills mixed with text; always gives text."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Template, ...]) -> None:
        self.parts = parts

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return the parts one after another, each as text."""
        texts = [as_text(part.evaluate(scope, meter)) for part in self.parts]
        if sum(map(len, texts)) > TEXT_CHARS:
            raise MappingFailed("text_too_long", limit=TEXT_CHARS)
        return meter.made("".join(texts))

    @property
    def paths(self) -> frozenset[Keys]:
        """Return the paths of all parts."""
        return frozenset[Keys]().union(*(part.paths for part in self.parts))


class Program(Template):
    """A template with `{% tags %}`; run by the Liquid engine, always gives text."""

    __slots__ = ("_passes", "_paths", "template")

    def __init__(self, template: BoundTemplate, paths: frozenset[Keys], *, length: int) -> None:
        self.template = template
        self._paths = paths
        # What one pass costs is bounded by how much there is to read.
        self._passes = min(LOOP_PASSES, LOOP_WORK // max(length, 1))

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return the text the engine makes within its limits."""
        return meter.made(run(self.template, scope, meter, passes=self._passes))

    @property
    def paths(self) -> frozenset[Keys]:
        """Return the paths the template does not define itself."""
        return self._paths


class ListOf(Template):
    """A list with pills in it."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Template, ...]) -> None:
        self.items = items

    def evaluate(self, scope: Scope, meter: Meter) -> Json:
        """Return a fresh list; a failure says at which position."""
        made: list[Json] = []
        try:
            for item in self.items:
                made.append(item.evaluate(scope, meter))
        except MappingFailed as failure:
            raise failure.under(len(made)) from None
        return made

    @property
    def paths(self) -> frozenset[Keys]:
        """Return the paths of all items."""
        return frozenset[Keys]().union(*(item.paths for item in self.items))


class Fields(Template):
    """An object with pills in its values."""

    __slots__ = ("items",)

    def __init__(self, items: dict[str, Template]) -> None:
        self.items = tuple(items.items())

    def render(self, scope: Scope) -> dict[str, Json]:
        """Return a fresh object; raises `MappingFailed` with the path of the field."""
        return self.evaluate(scope, Meter())

    def evaluate(self, scope: Scope, meter: Meter) -> dict[str, Json]:
        """Return a fresh object; a failure says in which field."""
        made: dict[str, Json] = {}
        name = ""
        try:
            for name, item in self.items:
                made[name] = item.evaluate(scope, meter)
        except MappingFailed as failure:
            raise failure.under(name) from None
        return made

    @property
    def paths(self) -> frozenset[Keys]:
        """Return the paths of all fields."""
        return frozenset[Keys]().union(*(item.paths for _, item in self.items))
