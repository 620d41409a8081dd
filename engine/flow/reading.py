"""From a raw definition to steps, in one pass that reports every mistake and stops at none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from time import thread_time
from typing import Any, Literal

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
    Rescue,
    Respond,
    Router,
    Step,
    Stop,
    Trigger,
    is_answers_header,
)
from engine.flow.templates import Constant, Fields, Template
from engine.flow.trigger_reading import ANSWER_S, as_uuid, read_retry, read_trigger
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject
from engine.kernel.nearest import near

_LOOP_ITEMS = 10_000
_ROOTS = frozenset(("trigger", "run"))


class _TooMuch(Exception):
    """Reading takes too long; the rest stays unread."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the definition we are: the pointer, the names in sight, how deep."""

    path: str
    seen: frozenset[str]
    depth: int = 1

    def at(self, *keys: str | int) -> str:
        """Return the pointer of something in this place."""
        return reduce(pointer, keys, self.path)

    def inside(self, *keys: str | int, seen: frozenset[str]) -> "_Place":
        """Return the place of a sequence of steps in here."""
        return _Place(self.at(*keys), seen, self.depth + 1)


@dataclass(slots=True)
class Reader:
    """Reads one definition; `mistakes` fills up while it does, `sights` with what steps see."""

    mistakes: list[Mistake] = field(default_factory=list)
    sights: dict[str, frozenset[str]] = field(default_factory=dict)
    cpu_s: float = DEFINITION_CPU_S
    _ids: set[str] = field(default_factory=set)
    _count: int = 0
    _started: float = field(default_factory=thread_time)

    def definition(self, raw: JsonObject) -> Definition:
        """Return the program; it may be run only when `mistakes` stayed empty."""
        retry = read_retry(raw.get("retry"), self.mistakes.append)
        try:
            trigger = read_trigger(_object(raw, "trigger"), self._template, self.mistakes.append)
            steps, _ = self._steps(raw.get("steps"), _Place("/steps", _ROOTS))
        except _TooMuch:
            self._wrong("", "definition_too_complex")
            trigger, steps = Trigger(None, None, {}, None, Order(), None, None, ANSWER_S), ()
        return Definition(trigger, steps, retry)

    def _template(self, raw: JsonObject, name: str, path: str) -> Template | None:
        return self._value(raw, name, _Place(path, _ROOTS))

    def _steps(self, raw: Json, place: _Place) -> tuple[tuple[Step, ...], frozenset[str]]:
        """Return the steps of one sequence, and all names a step after it may use."""
        steps: list[Step] = []
        seen = place.seen
        if place.depth > NESTING:
            self._wrong(place.path, "too_deep", limit=NESTING)
            return (), seen
        for index, one in enumerate(raw if isinstance(raw, list) else []):
            if not isinstance(one, Mapping):
                continue
            here = _Place(place.at(index), seen, place.depth)
            step, seen = self._step(one, here)
            if step is not None:
                steps.append(step)
            seen |= {self._name(one, here)}
        return tuple(steps), seen

    def _name(self, raw: JsonObject, place: _Place) -> str:
        name = _text(raw, "id")
        self.sights.setdefault(name, place.seen)
        self._count += 1
        if self._count == STEPS + 1:
            self._wrong("/steps", "too_many", limit=STEPS)
        if name in RESERVED:
            self._wrong(place.at("id"), "id_reserved", id=name)
        elif name and name in self._ids:
            self._wrong(place.at("id"), "id_repeated", id=name)
        self._ids.add(name)
        return name

    def _step(self, raw: JsonObject, place: _Place) -> tuple[Step | None, frozenset[str]]:
        kind = _text(raw, "kind")
        if kind == "router":
            return self._router(raw, place)
        read = _PLAIN.get(kind)
        return (read(self, raw, place) if read else None), place.seen

    def _filter(self, raw: JsonObject, place: _Place) -> Step:
        when = self._when(raw, place) or compile_condition({"all": []})
        return Filter(_text(raw, "id"), when, _text(raw, "name"))

    def _action(self, raw: JsonObject, place: _Place) -> Step:
        if not raw.get("connection") and not raw.get("connector"):
            self._wrong(place.at("connection"), "missing")
        return Action(
            id=_text(raw, "id"),
            connection=as_uuid(raw.get("connection")),
            connector=_text(raw, "connector") or None,
            action=_text(raw, "action"),
            fields=self._fields(raw, "fields", place),
            on_error=self._on_error(raw.get("on_error"), place),
            at_most_once=raw.get("at_most_once") is True,
            name=_text(raw, "name"),
        )

    def _on_error(self, raw: Json, place: _Place) -> Literal["stop", "continue"] | Rescue:
        if not isinstance(raw, Mapping):
            return "continue" if raw == "continue" else "stop"
        here = place.inside("on_error", "steps", seen=place.seen | {"error"})
        steps, _ = self._steps(raw.get("steps"), here)
        return Rescue(steps)

    def _router(self, raw: JsonObject, place: _Place) -> tuple[Step, frozenset[str]]:
        mode: Literal["first", "all"] = "all" if raw.get("mode") == "all" else "first"
        branches, after = [], place.seen
        listed = raw.get("branches")
        for index, one in enumerate(listed if isinstance(listed, list) else []):
            if not isinstance(one, Mapping):
                continue
            before = after if mode == "all" else place.seen
            here = place.inside("branches", index, seen=before)
            when = self._when(one, here)
            steps, inner = self._steps(one.get("steps"), replace(here, path=here.at("steps")))
            branches.append(Branch(_text(one, "name"), when, steps))
            after |= inner
        made = Router(_text(raw, "id"), mode, tuple(branches), _text(raw, "name"))
        return made, after

    def _loop(self, raw: JsonObject, place: _Place) -> Step:
        over = self._value(raw, "over", place) or Constant(None)
        inside = place.inside("steps", seen=place.seen | {"item", "index"})
        steps, _ = self._steps(raw.get("steps"), inside)
        limit = raw.get("limit")
        items = limit if isinstance(limit, int) else _LOOP_ITEMS
        return Loop(_text(raw, "id"), over, steps, items, _text(raw, "name"))

    def _delay(self, raw: JsonObject, place: _Place) -> Step:
        given = [name for name in ("for", "until") if raw.get(name) is not None]
        if not given:
            self._wrong(place.at("for"), "missing")
        if len(given) == 2:
            self._wrong(place.at("until"), "only_one_of", options=["for", "until"])
        length, until = self._value(raw, "for", place), self._value(raw, "until", place)
        if isinstance(length, Constant) and as_duration(length.value) is None:
            self._wrong(place.at("for"), "bad_duration")
        if isinstance(until, Constant) and as_moment(until.value) is None:
            self._wrong(place.at("until"), "bad_date")
        return Delay(_text(raw, "id"), length, until, _text(raw, "name"))

    def _stop(self, raw: JsonObject, place: _Place) -> Step:
        result: Any = raw.get("result", "succeeded")
        return Stop(
            id=_text(raw, "id"),
            when=self._when(raw, place),
            result=result,
            message=self._value(raw, "message", place),
            name=_text(raw, "name"),
        )

    def _respond(self, raw: JsonObject, place: _Place) -> Step:
        status = raw.get("status")
        if isinstance(status, int) and not 200 <= status <= 599:
            self._wrong(place.at("status"), "bad_status")
        for name in _object(raw, "headers"):
            if not is_answers_header(name):
                self._wrong(place.at("headers", name), "header_refused")
        return Respond(
            id=_text(raw, "id"),
            status=self._value(raw, "status", place) or Constant(200),
            headers=self._fields(raw, "headers", place),
            body=self._value(raw, "body", place) or Constant(None),
            name=_text(raw, "name"),
        )

    def _when(self, raw: JsonObject, place: _Place) -> Condition | None:
        if "when" not in raw:
            return None
        self._check_time()
        notice = self._notice(place.seen)
        return read_condition(raw["when"], place.at("when"), self.mistakes.append, notice=notice)

    def _fields(self, raw: JsonObject, name: str, place: _Place) -> Fields:
        notice = self._notice(place.seen)
        return compile_fields(_object(raw, name), notice=notice, path=place.at(name))

    def _value(self, raw: JsonObject, name: str, place: _Place) -> Template | None:
        source = raw.get(name)
        if source is None:
            return None
        return compile_value(source, notice=self._notice(place.seen), path=place.at(name))

    def _notice(self, seen: frozenset[str]) -> Notice:
        """Return what looks at every template: is it whole, and does it see what it names?"""

        def look(path: str, found: Template | TemplateIsBroken) -> None:
            self._check_time()
            if isinstance(found, TemplateIsBroken):
                self._wrong(path, found.code, **found.params)
                return
            for name in sorted(found.references - seen):
                self._wrong(path, "unknown_reference", name=name, **near(name, seen))

        return look

    def _check_time(self) -> None:
        if thread_time() - self._started > self.cpu_s:
            raise _TooMuch

    def _wrong(self, path: str, code: str, **params: Json) -> None:
        self.mistakes.append(Mistake(path, code, params))


_PLAIN: dict[str, Callable[[Reader, JsonObject, _Place], Step]] = {
    "filter": Reader._filter,
    "action": Reader._action,
    "loop": Reader._loop,
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
