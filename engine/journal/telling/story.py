"""The story of a run that ended: as the journal may keep it, what it is found and counted by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import orjson

from engine.journal.telling.errors import DATA, bare
from engine.journal.telling.keys import hashed, keys_in, normal, subject_in
from engine.journal.telling.masking import Mask, Rules, compiled
from engine.journal.telling.naming import name_in
from engine.journal.telling.sums import TRIGGER, Place, Share
from engine.journal.telling.words import Reading

SUBJECT_SEARCH_LETTERS = 4096
NO_RULES: tuple[str, ...] = ()

Told: TypeAlias = Mapping[str, Any]
Change: TypeAlias = Callable[[Any], Any]


class Facts(NamedTuple):
    """What is known of a run beside its story, and what of it may be kept."""

    workspace_id: str
    event_id: str | None
    key: str | None
    masked_fields: tuple[str, ...] = NO_RULES
    is_confidential: bool = False


class Kept(NamedTuple):
    """What the journal may keep: the story, as it is and as it is written, the key, the error."""

    told: Told
    details: bytes
    key: str | None
    error: Told | None


class Story(NamedTuple):
    """What is written of a run, and what it did through which connections."""

    key: str | None
    subject: str | None
    error: Told | None
    details: bytes
    words: str
    keys: Sequence[int]
    shares: Sequence[Share]
    failed_at: Place

    def reduced(self) -> "Story":
        """Return the story without what PostgreSQL may have refused; it tells that it was."""
        return self._replace(
            key=None,
            subject=None,
            error={"code": "not_recordable", "remedy": "bug"},
            details=b'{"trigger":null,"steps":[]}',
            words="",
            keys=self.keys[:1],
        )


def story_of(facts: Facts, details: bytes, error: Told | None) -> Story:
    """Return what may be kept of a run; its first key is the event's id."""
    told = orjson.loads(details)
    steps = told.setdefault("steps", [])
    if any("shown" in step for step in steps):
        told, details = _shown(told)
        steps = told["steps"]
    shares, failed_at = _shares(steps), _failed_at(steps, error)
    kept = _kept(facts, Kept(told, details, facts.key, error))
    reading = Reading()
    trigger = kept.told.get("trigger")
    reading.read(trigger)
    subject = subject_in(reading.text()[:SUBJECT_SEARCH_LETTERS]) or name_in(trigger)
    _read_steps(reading, kept)
    words = reading.text().lower().replace("\0", "")
    always = (facts.event_id, normal(kept.key) if kept.key else None)
    keys = filter(None, dict.fromkeys((*always, *keys_in(words, reading.ids))))
    hashes = [hashed(facts.workspace_id, key) for key in keys]
    return Story(kept.key, subject, kept.error, kept.details, words, hashes, shares, failed_at)


def dump(value: Any) -> bytes:
    """Serialise for the journal, moments with a Z; what JSON cannot hold becomes text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def _shown(told: Told) -> tuple[Told, bytes]:
    """Return the story with data as it may be shown: a service said back its login's secret.

    Until it ended the run went on with what it was really given.
    """
    for step in told["steps"]:
        step |= step.pop("shown", {})
    shown = {**told, "masked": True}
    return shown, dump(shown)


def _kept(facts: Facts, whole: Kept) -> Kept:
    if facts.is_confidential:
        return _without_data(whole, "confidential")
    return _masked(whole, compiled(facts.masked_fields)) if facts.masked_fields else whole


def _masked(whole: Kept, rules: Rules) -> Kept:
    mask = Mask(rules)
    steps = [
        _each(step, partial(mask.hide, path=step["id"]), mask.hide_in_error)
        for step in whole.told["steps"]
    ]
    trigger = mask.hide(whole.told.get("trigger"), "trigger")
    error = mask.hide_in_error(whole.error) if whole.error else None
    if not mask.has_hidden:
        return whole
    if mask.is_overrun:
        return _without_data(whole, "masked")
    blotted = {
        **whole.told,
        "trigger": mask.blot(trigger),
        "steps": [_each(step, mask.blot, mask.blot_error) for step in steps],
        "masked": True,
    }
    key = whole.key if whole.key is None or mask.blot(whole.key) == whole.key else None
    return Kept(blotted, dump(blotted), key, mask.blot_error(error) if error else None)


def _each(step: Told, data: Change, error: Change) -> dict[str, Any]:
    """Return a step with its data and its error changed."""
    changed = {name: data(step[name]) for name in DATA if name in step}
    if step.get("error"):
        changed["error"] = error(step["error"])
    return {**step, **changed}


def _without_data(whole: Kept, flag: str) -> Kept:
    """Return what tells that the run was and how it ended, and nothing of what it was about."""
    told = {"trigger": None, "steps": [_bare_step(one) for one in whole.told["steps"]], flag: True}
    return Kept(told, dump(told), None, bare(whole.error) if whole.error else None)


def _bare_step(step: Told) -> Told:
    rest = {name: one for name, one in step.items() if name not in DATA}
    return {**rest, "error": bare(step["error"])} if step.get("error") else rest


def _read_steps(reading: Reading, kept: Kept) -> None:
    for step in kept.told["steps"]:
        reading.read(step.get("input"))
        reading.read(step.get("output"))
        if error := step.get("error"):
            _read_error(reading, error)
    if kept.error:
        _read_error(reading, kept.error)


def _read_error(reading: Reading, error: Told) -> None:
    reading.read(error.get("message"))
    reading.read(error.get("answer"))


def _shares(steps: Iterable[Told]) -> Sequence[Share]:
    """Return what the steps of this attempt did; kept ones are of an earlier one."""
    return [
        Share(
            _place(step),
            int(step["status"] == "succeeded"),
            step.get("bytes_in", 0),
            step.get("bytes_out", 0),
        )
        for step in steps
        if step["kind"] == "action" and not step.get("kept")
    ]


def _failed_at(steps: Sequence[Told], error: Told | None) -> Place:
    """Return where a run failed: at an action, or at what its trigger brought."""
    path = error.get("step") if error else None
    for step in reversed(steps) if path else ():
        if step["kind"] == "action" and (step.get("path") or step["id"]) == path:
            return _place(step)
    return TRIGGER


def _place(step: Told) -> Place:
    return Place(step.get("connector") or "", step.get("connection"))
