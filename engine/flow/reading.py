"""From a raw definition to steps, in one pass that reports every mistake and stops at none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import thread_time
from typing import Any, Literal, TypeVar
from uuid import UUID

from engine.flow.errors import pointer
from engine.flow.filters import Condition, compile_condition, read_condition
from engine.flow.language import TemplateIsBroken
from engine.flow.limits import DEFINITION_CPU_S, NESTING, STEPS
from engine.flow.mapping import Notice, compile_fields, compile_value
from engine.flow.moments import as_duration, as_moment
from engine.flow.schema import RESERVED
from engine.flow.steps import (
    Action,
    Branch,
    Definition,
    Delay,
    Filter,
    Loop,
    Order,
    Respond,
    Router,
    Step,
    Stop,
    Trigger,
)
from engine.flow.templates import Constant, Fields, Template
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject

_ANSWER_S = 10.0
_LONGEST_ANSWER_S = 60.0
_LOOP_ITEMS = 10_000
_ROOTS = frozenset(("trigger", "run"))
_T = TypeVar("_T")


class _TooMuch(Exception):
    """Reading takes too long; the rest stays unread."""


@dataclass(slots=True)
class Reader:
    """Reads one definition; `mistakes` fills up while it does."""

    mistakes: list[Mistake] = field(default_factory=list)
    cpu_s: float = DEFINITION_CPU_S
    _ids: set[str] = field(default_factory=set)
    _count: int = 0
    _started: float = field(default_factory=thread_time)

    def definition(self, raw: JsonObject) -> Definition:
        """Return the program; it may be run only when `mistakes` stayed empty."""
        try:
            trigger = self._trigger(_object(raw, "trigger"))
            steps, _ = self._steps(raw.get("steps"), "/steps", _ROOTS)
        except _TooMuch:
            self._wrong("", "definition_too_complex")
            trigger, steps = self._trigger({}), ()
        retry = raw.get("retry")
        numbers = retry if isinstance(retry, list) else []
        delays = tuple(float(one) for one in numbers if isinstance(one, int | float))
        return Definition(trigger, steps, delays if isinstance(retry, list) else None)

    def _trigger(self, raw: JsonObject) -> Trigger:
        event, connection = _text(raw, "event") or None, raw.get("connection")
        if connection and not event:
            self._wrong("/trigger/event", "missing")
        if event and event != "manual" and not connection:
            self._wrong("/trigger/connection", "missing")
        schedule = raw.get("schedule")
        return Trigger(
            connection=_uuid(connection),
            event=event,
            fields=_object(raw, "fields"),
            schedule=schedule if isinstance(schedule, Mapping) else None,
            order=self._order(raw.get("order")),
            dedupe=self._optional(raw, "dedupe", "/trigger", _ROOTS),
            key=self._optional(raw, "key", "/trigger", _ROOTS),
            answer_within_s=self._answer_within(raw),
        )

    def _order(self, raw: Json) -> Order:
        if isinstance(raw, Mapping):
            return Order("key", self._value(raw.get("key"), "/trigger/order/key", _ROOTS))
        return Order("strict") if raw == "strict" else Order()

    def _answer_within(self, raw: JsonObject) -> float:
        answer = _object(raw, "answer")
        if "within" not in answer:
            return _ANSWER_S
        duration = as_duration(answer["within"])
        if duration is None or duration.months or not 0 < duration.seconds <= _LONGEST_ANSWER_S:
            self._wrong("/trigger/answer/within", "bad_duration", limit=_LONGEST_ANSWER_S)
            return _ANSWER_S
        return duration.seconds

    def _steps(
        self, raw: Json, path: str, seen: frozenset[str], depth: int = 1
    ) -> tuple[tuple[Step, ...], frozenset[str]]:
        """Return the steps of one sequence, and all names a step after it may use."""
        if depth > NESTING:
            self._wrong(path, "too_deep", limit=NESTING)
            return (), seen
        steps: list[Step] = []
        for index, one in enumerate(raw if isinstance(raw, list) else []):
            if not isinstance(one, Mapping):
                continue
            here = pointer(path, index)
            step, seen = self._step(one, here, seen, depth)
            name = self._name(one, here)
            if step is not None:
                steps.append(step)
            seen |= {name}
        return tuple(steps), seen

    def _name(self, raw: JsonObject, path: str) -> str:
        name = _text(raw, "id")
        self._count += 1
        if self._count == STEPS + 1:
            self._wrong("/steps", "too_many", limit=STEPS)
        if name in RESERVED:
            self._wrong(f"{path}/id", "id_reserved", id=name)
        elif name and name in self._ids:
            self._wrong(f"{path}/id", "id_repeated", id=name)
        self._ids.add(name)
        return name

    def _step(
        self, raw: JsonObject, path: str, seen: frozenset[str], depth: int
    ) -> tuple[Step | None, frozenset[str]]:
        kind = _text(raw, "kind")
        if kind == "router":
            return self._router(raw, path, seen, depth)
        if kind == "loop":
            return self._loop(raw, path, seen, depth), seen
        read = _PLAIN.get(kind)
        return (read(self, raw, path, seen) if read else None), seen

    def _filter(self, raw: JsonObject, path: str, seen: frozenset[str]) -> Step:
        when = self._when(raw, path, seen) or compile_condition({"all": []})
        return Filter(_text(raw, "id"), when, _text(raw, "name"))

    def _action(self, raw: JsonObject, path: str, seen: frozenset[str]) -> Step:
        if not raw.get("connection") and not raw.get("connector"):
            self._wrong(f"{path}/connection", "missing")
        return Action(
            id=_text(raw, "id"),
            connection=_uuid(raw.get("connection")),
            connector=_text(raw, "connector") or None,
            action=_text(raw, "action"),
            fields=self._fields(raw, "fields", path, seen),
            on_error="continue" if raw.get("on_error") == "continue" else "stop",
            at_most_once=raw.get("at_most_once") is True,
            name=_text(raw, "name"),
        )

    def _router(
        self, raw: JsonObject, path: str, seen: frozenset[str], depth: int
    ) -> tuple[Step, frozenset[str]]:
        mode: Literal["first", "all"] = "all" if raw.get("mode") == "all" else "first"
        branches, after = [], seen
        listed = raw.get("branches")
        for index, one in enumerate(listed if isinstance(listed, list) else []):
            if not isinstance(one, Mapping):
                continue
            here = f"{path}/branches/{index}"
            before = after if mode == "all" else seen
            when = self._when(one, here, before)
            steps, inner = self._steps(one.get("steps"), f"{here}/steps", before, depth + 1)
            branches.append(Branch(_text(one, "name"), when, steps))
            after |= inner
        made = Router(_text(raw, "id"), mode, tuple(branches), _text(raw, "name"))
        return made, after

    def _loop(self, raw: JsonObject, path: str, seen: frozenset[str], depth: int) -> Step:
        over = self._value(raw.get("over"), f"{path}/over", seen)
        inside = seen | {"item", "index"}
        steps, _ = self._steps(raw.get("steps"), f"{path}/steps", inside, depth + 1)
        limit = raw.get("limit")
        items = limit if isinstance(limit, int) else _LOOP_ITEMS
        return Loop(_text(raw, "id"), over, steps, items, _text(raw, "name"))

    def _delay(self, raw: JsonObject, path: str, seen: frozenset[str]) -> Step:
        given = [name for name in ("for", "until") if raw.get(name) is not None]
        if not given:
            self._wrong(f"{path}/for", "missing")
        if len(given) == 2:
            self._wrong(f"{path}/until", "only_one_of", options=["for", "until"])
        length = self._optional(raw, "for", path, seen)
        until = self._optional(raw, "until", path, seen)
        self._readable(length, f"{path}/for", "bad_duration", as_duration)
        self._readable(until, f"{path}/until", "bad_date", as_moment)
        return Delay(_text(raw, "id"), length, until, _text(raw, "name"))

    def _stop(self, raw: JsonObject, path: str, seen: frozenset[str]) -> Step:
        result: Any = raw.get("result", "succeeded")
        return Stop(
            id=_text(raw, "id"),
            when=self._when(raw, path, seen),
            result=result,
            message=self._optional(raw, "message", path, seen),
            name=_text(raw, "name"),
        )

    def _respond(self, raw: JsonObject, path: str, seen: frozenset[str]) -> Step:
        status = raw.get("status", 200)
        if isinstance(status, int) and not 200 <= status <= 599:
            self._wrong(f"{path}/status", "bad_status")
        return Respond(
            id=_text(raw, "id"),
            status=self._value(status, f"{path}/status", seen),
            headers=self._fields(raw, "headers", path, seen),
            body=self._value(raw.get("body"), f"{path}/body", seen),
            name=_text(raw, "name"),
        )

    def _when(self, raw: JsonObject, path: str, seen: frozenset[str]) -> Condition | None:
        if "when" not in raw:
            return None
        self._check_time()
        return read_condition(
            raw["when"], f"{path}/when", self.mistakes.append, notice=self._notice(seen)
        )

    def _fields(self, raw: JsonObject, name: str, path: str, seen: frozenset[str]) -> Fields:
        return compile_fields(_object(raw, name), self._notice(seen), pointer(path, name))

    def _optional(
        self, raw: JsonObject, name: str, path: str, seen: frozenset[str]
    ) -> Template | None:
        source = raw.get(name)
        return None if source is None else self._value(source, pointer(path, name), seen)

    def _value(self, source: Json, path: str, seen: frozenset[str]) -> Template:
        return compile_value(source, self._notice(seen), path)

    def _notice(self, seen: frozenset[str]) -> Notice:
        """Return what looks at every template: is it whole, and does it see what it names?"""

        def look(path: str, found: Template | TemplateIsBroken) -> None:
            self._check_time()
            if isinstance(found, TemplateIsBroken):
                self._wrong(path, found.code, **found.params)
                return
            for name in sorted(found.references - seen):
                self._wrong(path, "unknown_reference", name=name)

        return look

    def _readable(
        self, template: Template | None, path: str, code: str, read: Callable[[Json], _T | None]
    ) -> None:
        if isinstance(template, Constant) and read(template.value) is None:
            self._wrong(path, code)

    def _check_time(self) -> None:
        if thread_time() - self._started > self.cpu_s:
            raise _TooMuch

    def _wrong(self, path: str, code: str, **params: Json) -> None:
        self.mistakes.append(Mistake(path, code, params))


_PLAIN: dict[str, Callable[[Reader, JsonObject, str, frozenset[str]], Step]] = {
    "filter": Reader._filter,
    "action": Reader._action,
    "delay": Reader._delay,
    "stop": Reader._stop,
    "respond": Reader._respond,
}


def _object(raw: JsonObject, name: str) -> JsonObject:
    found = raw.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(raw: JsonObject, name: str) -> str:
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def _uuid(value: Json) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
