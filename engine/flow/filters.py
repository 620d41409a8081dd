"""Conditions: `all`, `any`, `not` over leaves that compare a value with an operand."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any, Protocol, TypeAlias

import orjson

from engine.flow.errors import DefinitionIsInvalid, MappingFailed, pointer
from engine.flow.language import TemplateIsBroken
from engine.flow.limits import NESTING, Meter
from engine.flow.mapping import Notice, compile_value
from engine.flow.operands import OperandIsWrong
from engine.flow.operators import CHANGED, OPERATORS, Circumstances, Operator
from engine.flow.paths import Scope
from engine.flow.templates import Keys, Template
from engine.flow.values import as_text
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject
from engine.kernel.nearest import near, strangers

Report: TypeAlias = Callable[[Mistake], None]
_SHOWN_CHARS = 200
_SHOWN_LEAVES = 20
_GROUPS = ("all", "any", "not")
_LEAF = ("value", "is", "than", "case", "per")


class Memory(Protocol):
    """What a bundle remembers between runs, for `changed`."""

    def previous(self, key: str) -> bytes | None:
        """Return the digest remembered under the key, None when there is none."""

    def remember(self, key: str, digest: bytes) -> None:
        """Keep the digest; it must become durable with the run's checkpoint, not before."""


class _Asking(Circumstances):
    """One question put to a condition."""

    __slots__ = ("memory", "meter")

    def __init__(self, scope: Scope, memory: Memory | None, now: datetime | None) -> None:
        super().__init__(scope, now)
        self.memory = memory
        self.meter = Meter()


class _Node(ABC):
    __slots__ = ()

    @abstractmethod
    def holds(self, at: _Asking) -> bool: ...

    @abstractmethod
    def leaves(self) -> Iterator["_Leaf"]: ...


class _All(_Node):
    __slots__ = ("nodes",)

    def __init__(self, nodes: tuple[_Node, ...]) -> None:
        self.nodes = nodes

    def holds(self, at: _Asking) -> bool:
        return all(node.holds(at) for node in self.nodes)

    def leaves(self) -> Iterator["_Leaf"]:
        for node in self.nodes:
            yield from node.leaves()


class _Any(_All):
    __slots__ = ()

    def holds(self, at: _Asking) -> bool:
        return any(node.holds(at) for node in self.nodes)


class _Not(_Node):
    __slots__ = ("node",)

    def __init__(self, node: _Node) -> None:
        self.node = node

    def holds(self, at: _Asking) -> bool:
        return not self.node.holds(at)

    def leaves(self) -> Iterator["_Leaf"]:
        return self.node.leaves()


class _Leaf(_Node):
    """One comparison; a constant operand is read once, when compiling."""

    __slots__ = ("case", "operand", "operator", "path", "prepared", "value")

    def __init__(
        self, operator: Operator, value: Template, *, operand: Template, case: bool
    ) -> None:
        self.operator = operator
        self.value = value
        self.operand = operand
        self.case = case
        self.path = ""
        self.prepared: Any = None
        if operand.is_constant:
            self.prepared = operator.prepare(operand.render({}), case)

    def holds(self, at: _Asking) -> bool:
        value = self.value.evaluate(at.scope, at.meter)
        at.meter.works_on(value)
        if self.operand.is_constant:
            return self.operator.test(value, self.prepared, at)
        try:
            prepared = self.operator.prepare(self.operand.evaluate(at.scope, at.meter), self.case)
        except OperandIsWrong:
            return False
        return self.operator.test(value, prepared, at)

    def leaves(self) -> Iterator["_Leaf"]:
        yield self

    def shown(self, at: _Asking) -> JsonObject:
        told: dict[str, Json] = {"path": self.path, "is": self.operator.name}
        try:
            told["value"] = _short(self.value.evaluate(at.scope, at.meter))
            if self.operator.operand != "none":
                told["than"] = _short(self.operand.evaluate(at.scope, at.meter))
            told["holds"] = self.holds(at)
        except MappingFailed as failure:
            # The answer may not have needed this one: that it fails must not fail the telling.
            told["error"] = {"code": failure.reason, "params": failure.params}
        except RecursionError:
            told["error"] = {"code": "too_deep", "params": {}}
        return told

    @property
    def paths(self) -> frozenset[Keys]:
        return self.value.paths | self.operand.paths


class _Changed(_Leaf):
    """Holds when the value differs from the one of the run before; `per` keeps one for each key."""

    __slots__ = ()

    def holds(self, at: _Asking) -> bool:
        if at.memory is None:
            return True
        key = self.key(at)
        digest = _digest(self.value.evaluate(at.scope, at.meter))
        before = at.memory.previous(key)
        if before != digest:
            at.memory.remember(key, digest)
        return before != digest

    def key(self, at: _Asking) -> str:
        per = as_text(self.operand.evaluate(at.scope, at.meter))
        return f"{self.path}#{_digest(per).hex()}" if per else self.path


class Condition:
    """A compiled condition; asking it never changes anything but the memory given."""

    __slots__ = ("_changed", "_root", "references")

    def __init__(self, root: _Node) -> None:
        self._root = root
        leaves = list(root.leaves())
        self._changed = tuple(leaf for leaf in leaves if isinstance(leaf, _Changed))
        paths = frozenset[Keys]().union(*(leaf.paths for leaf in leaves))
        self.references = frozenset(str(keys[0]) for keys in paths)

    def holds(
        self, scope: Scope, memory: Memory | None = None, *, now: datetime | None = None
    ) -> bool:
        """Tell whether it holds; `now` is `run.now` of the scope unless given."""
        try:
            return self._root.holds(_Asking(scope, memory, now))
        except RecursionError as error:  # comparing what is nested a thousand deep
            raise MappingFailed("too_deep") from error

    def memory_keys(self, scope: Scope) -> list[str]:
        """Return the keys `holds` will ask the memory for; empty for nearly every condition."""
        if not self._changed:
            return []
        at = _Asking(scope, None, None)
        return [leaf.key(at) for leaf in self._changed]

    def explain(
        self, scope: Scope, memory: Memory | None = None, *, most: int = _SHOWN_LEAVES
    ) -> list[JsonObject]:
        """Return what each comparison sees and whether it holds, or its error; fit to be kept."""
        at = _Asking(scope, memory, None)
        return [leaf.shown(at) for leaf in islice(self._root.leaves(), most)]


def compile_condition(tree: Json, path: str = "") -> Condition:
    """Return the condition; raises `DefinitionIsInvalid` with all its mistakes."""
    mistakes: list[Mistake] = []
    condition = read_condition(tree, path, mistakes.append)
    if mistakes:
        raise DefinitionIsInvalid(mistakes)
    return condition


def read_condition(
    tree: Json, path: str, report: Report, *, notice: Notice | None = None
) -> Condition:
    """Return the condition whatever is wrong with it; mistakes go to `report`."""
    return Condition(_Reader(report, notice).node(tree, path, 0))


class _Reader:
    """Reads a tree tolerantly: whatever is wrong is reported, and holds."""

    def __init__(self, report: Report, notice: Notice | None) -> None:
        self._report = report
        self._notice = notice or self._broken

    def node(self, tree: Json, path: str, depth: int) -> _Node:
        if not isinstance(tree, Mapping):
            return self._wrong(path, "wrong_type", wanted="object")
        if depth > NESTING:
            return self._wrong(path, "too_deep", limit=NESTING)
        kinds = [name for name in (*_GROUPS, "is") if name in tree]
        if not kinds and "value" in tree:
            return self._wrong(pointer(path, "is"), "missing")
        if len(kinds) != 1 or (kinds[0] in _GROUPS and len(tree) > 1):
            return self._wrong(path, "condition_unclear", expected=["all", "any", "not", "is"])
        if kinds[0] == "is":
            return self._leaf(tree, path)
        inner, inside = tree[kinds[0]], pointer(path, kinds[0])
        if kinds[0] == "not":
            return _Not(self.node(inner, inside, depth + 1))
        if not isinstance(inner, list):
            return self._wrong(inside, "wrong_type", wanted="array")
        nodes = (self.node(one, pointer(inside, n), depth + 1) for n, one in enumerate(inner))
        return (_All if kinds[0] == "all" else _Any)(tuple(nodes))

    def _leaf(self, tree: Mapping[str, Json], path: str) -> _Node:
        for name, meant in strangers(tree, _LEAF):
            self._wrong(pointer(path, name), "unknown_field", **meant)
        value = self._template(tree.get("value"), pointer(path, "value"))
        operator = OPERATORS.get(tree["is"]) if isinstance(tree["is"], str) else None
        if operator is None:
            meant = near(tree["is"], OPERATORS)
            return self._wrong(pointer(path, "is"), "not_one_of", options=list(OPERATORS), **meant)
        if operator.operand != "none" and "than" not in tree:
            return self._wrong(pointer(path, "than"), "missing")
        changed = operator.name == CHANGED
        field = "per" if changed else "than"
        operand = self._template(tree.get(field), pointer(path, field))
        try:
            made = (_Changed if changed else _Leaf)(
                operator, value, operand=operand, case=tree.get("case") is True
            )
        except OperandIsWrong as wrong:
            return self._wrong(pointer(path, "than"), str(wrong))
        except MappingFailed as failure:
            return self._wrong(pointer(path, "than"), failure.reason, **failure.params)
        made.path = path
        return made

    def _template(self, source: Json, path: str) -> Template:
        return compile_value(source, notice=self._notice, path=path)

    def _broken(self, path: str, found: Template | TemplateIsBroken) -> None:
        if isinstance(found, TemplateIsBroken):
            self._report(Mistake(path, found.code, found.params))

    def _wrong(self, path: str, code: str, **params: Json) -> _Node:
        self._report(Mistake(path, code, params))
        return _All(())


def _digest(value: Json) -> bytes:
    try:
        plain = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise MappingFailed("not_printable") from error
    return blake2b(plain, digest_size=16).digest()


def _short(value: Json) -> Json:
    if isinstance(value, str) and len(value) > _SHOWN_CHARS:
        return value[:_SHOWN_CHARS] + "…"
    if isinstance(value, list | dict):
        return _short(as_text(value))
    return value
