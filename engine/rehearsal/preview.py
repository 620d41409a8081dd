"""Fields, a condition and a loop's list as a run would work them out of the samples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

from connectors.sdk import Action, Field, InputRejected, check_inputs
from connectors.sdk.auth import MASK
from engine.api.words import say
from engine.connections.words import words_for
from engine.flow.definition import Loop
from engine.flow.errors import MappingFailed, pointer
from engine.flow.filters import Condition, read_condition
from engine.flow.language import TemplateIsBroken
from engine.flow.limits import Meter
from engine.flow.mapping import Notice, compile_value
from engine.flow.paths import Scope
from engine.flow.templates import Constant, Template
from engine.flow.values import as_text
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject
from engine.rehearsal.parts import Part
from engine.rehearsal.scene import Scene
from engine.rehearsal.sizes import cut

READING_CPU_S = 0.5
SHOWN_BYTES = 32 * 1024
SHOWN_CHARS = 2_000
PARTS = 200
# Of a comparison, not comparisons themselves.
SIDES = ("value", "is", "than", "case", "per")

Told = dict[str, Any]


@dataclass
class Preview:
    """The work on one preview: everything in it is read within one budget of CPU time."""

    scene: Scene
    part: Part | None = None
    _started: float = field(default_factory=thread_time)

    def fields(self, sources: Mapping[str, Json]) -> dict[str, Told]:
        """Return of each field its value, how it reads, and what is wrong with it."""
        offer = self.part.offer if self.part else None
        declared = {one.name: one for one in offer.fields} if isinstance(offer, Action) else {}
        # One meter, as in a run: together they may take no longer than there.
        meter = Meter()
        return {
            name: self._field(source, pointer("/fields", name), meter, declared.get(name))
            for name, source in sources.items()
        }

    def when(self, tree: Json) -> Told:
        """Return whether a condition holds, and what each of its comparisons sees."""
        mistakes: list[Mistake] = []
        try:
            condition = read_condition(tree, "", mistakes.append, notice=self._notice(mistakes))
        except MappingFailed as failure:
            return {"passes": False, "parts": [_unclear(Mistake("", failure.reason))]}
        parts = {one["path"]: one for one in parts_told(condition, self.scene.scope, "/when")}
        for mistake in mistakes:
            unclear = _unclear(mistake)
            parts[unclear["path"]] = {**parts.get(unclear["path"], {}), **unclear}
        passes = not mistakes and _holds(condition, self.scene.scope)
        return {"passes": passes, "parts": list(parts.values())}

    def over(self, source: Json, limit: int) -> Told:
        """Return over how many items a loop would go, and the first of them."""
        template, broken = self._compiled(source, "/over")
        if broken:
            return {"count": 0, "first": None, "error": broken}
        try:
            items = Loop("", template, (), limit).items(self.scene.scope)
        except MappingFailed as failure:
            return {"count": 0, "first": None, "error": _failed(failure, "")}
        return {"count": len(items), "first": _fitting(items[0] if items else None), "error": None}

    def _field(self, source: Json, path: str, meter: Meter, declared: Field | None) -> Told:
        template, broken = self._compiled(source, path)
        if broken:
            return {"value": None, "text": "", "error": broken}
        try:
            value = template.evaluate(self.scene.scope, meter)
            text = as_text(value)
        except MappingFailed as failure:
            return {"value": None, "text": "", "error": _failed(failure, path)}
        error = self._refusal(declared, value, path) if declared else None
        if declared and declared.kind == "secret" and value:
            value = text = MASK
        return {"value": _fitting(value), "text": _short(text), "error": error}

    def _refusal(self, declared: Field, value: Json, path: str) -> Told | None:
        """Return why the action would not take the value."""
        try:
            check_inputs((declared,), {declared.name: value})
        except InputRejected as wrong:
            slug = self.part.slug if self.part else ""
            words = words_for(slug, wrong.code, {"field": declared.name, "wanted": wrong.wanted})
            return {"code": wrong.code, "message": words, "path": path}
        return None

    def _compiled(self, source: Json, path: str) -> tuple[Template, Told | None]:
        mistakes: list[Mistake] = []
        try:
            template = compile_value(source, notice=self._notice(mistakes), path=path)
        except (MappingFailed, TemplateIsBroken) as failure:
            return Constant(None), spoken(_code(failure), failure.params, path)
        first = next(iter(mistakes), None)
        return template, spoken(first.code, first.params, first.path) if first else None

    def _notice(self, mistakes: list[Mistake]) -> Notice:
        """Return what looks at each template as publishing does: is it whole, are its names known.

        Raises MappingFailed once all the time for reading is used up.
        """

        def look(path: str, found: Template | TemplateIsBroken) -> None:
            if thread_time() - self._started > READING_CPU_S:
                raise MappingFailed("took_too_long")
            if isinstance(found, TemplateIsBroken):
                mistakes.append(Mistake(path, found.code, found.params))
                return
            unknown = sorted(found.references - self.scene.roots)
            mistakes.extend(Mistake(path, "unknown_reference", {"name": one}) for one in unknown)

        return look


def parts_told(condition: Condition, scope: Scope, place: str) -> list[Told]:
    """Return what each comparison of a condition sees and whether it passes, or its error."""
    return [_part(one, place) for one in condition.explain(scope, most=PARTS)]


def spoken(code: str, params: JsonObject, path: str) -> Told:
    """Return an error in words, and where it is."""
    return {"code": code, "message": say(code, params), "path": path}


def _part(seen: Mapping[str, Any], place: str) -> Told:
    path, error = f"{place}{seen['path']}", seen.get("error")
    return {
        "path": seen["path"],
        "value": seen.get("value"),
        "than": seen.get("than"),
        "passes": bool(seen.get("holds")),
        "error": spoken(error["code"], error["params"], path) if error else None,
    }


def _unclear(mistake: Mistake) -> Told:
    """Return the comparison, or the group, that a mistake in a condition is about."""
    above, _, last = mistake.path.rpartition("/")
    error = spoken(mistake.code, mistake.params, f"/when{mistake.path}")
    nothing = {"value": None, "than": None, "passes": False, "error": error}
    return {"path": above if last in SIDES else mistake.path, **nothing}


def _holds(condition: Condition, scope: Scope) -> bool:
    try:
        return condition.holds(scope)
    except MappingFailed:
        return False


def _code(failure: MappingFailed | TemplateIsBroken) -> str:
    return failure.reason if isinstance(failure, MappingFailed) else failure.code


def _failed(failure: MappingFailed, path: str) -> Told:
    return spoken(failure.reason, failure.params, path + failure.path)


def _fitting(value: Json) -> Json:
    return cut(value, SHOWN_BYTES)[0]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…"
