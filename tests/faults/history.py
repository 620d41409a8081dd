"""What happened, as the sender, the target and the journal saw it, and the laws it has to obey."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.faults.target import Effect

SETTLED_AFTER_S = 2.0  # a success older than this is on record, whatever dies now
IN_TRANSIT_S = 0.5  # what the dead sent is read so much later
RECOVERY_S = 30.0

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Posted:
    """One event as its sender saw it; `event` is the id in the 2xx it got, if it got one."""

    number: int
    at: float
    status: int | None
    event: str | None = None
    told: str | None = None


@dataclass(frozen=True)
class Repeat:
    """A second effect under the same key."""

    before: Effect
    again: Effect


@dataclass(frozen=True)
class History:
    """One bundle's story; `faults` are the moments at which something was broken.

    A process stopped between its last look at the lease and the write sends that one call when it
    wakes, after the call that replaced it: `has_sleeper` allows for that.
    """

    posted: Sequence[Posted]
    effects: Sequence[Effect]
    journal: Sequence[Row]
    faults: Sequence[float] = ()
    has_sleeper: bool = False

    @property
    def accepted(self) -> set[str]:
        """The ids of the events that were acknowledged."""
        return {one.event for one in self.posted if one.event}

    @property
    def _unknown(self) -> int:
        """How many tries had no answer, or one that does not say whether anything was kept."""
        return sum(1 for one in self.posted if one.status is None or one.status >= 500)

    @property
    def repeats(self) -> list[Repeat]:
        """Every effect that had one of the same key before it."""
        by_key = self._by_key()
        return [Repeat(*pair) for effects in by_key.values() for pair in pairwise(effects)]

    def check(self, *, status: str = "succeeded", most_repeats: int = 0) -> None:
        """Fail unless nothing was lost, nothing needlessly repeated, and every repeat is marked."""
        self.check_nothing_lost(status)
        self.check_effects_are_on_record()
        self.check_attempts_grow()
        self.check_repeats_are_marked()
        self.check_no_needless_repeats()
        assert len(self.repeats) <= most_repeats, f"{len(self.repeats)} repeats"

    def check_nothing_lost(self, status: str) -> None:
        """Each acknowledged event is in the journal once, and ended as it should."""
        rows: dict[str, list[str]] = defaultdict(list)
        for row in self.journal:
            rows[row["event"]].append(row["status"])
        lost = self.accepted - rows.keys()
        assert not lost, f"{len(lost)} of {len(self.accepted)} acknowledged events were lost"
        repeated = {one.event for one in self.posted if one.told == "duplicate"}
        meant = {one: "duplicate" if one in repeated else status for one in self.accepted}
        wrong = {event: rows[event] for event in self.accepted if rows[event] != [meant[event]]}
        assert not wrong, f"{len(wrong)} events ended otherwise: {list(wrong.items())[:5]}"

    def check_each_event_ran_once(self) -> None:
        """However often an event was posted under its id, one run came of it; each 2xx was true."""
        fates = {row["event"]: _fate(row) for row in self.journal}
        meant = {"accepted": "succeeded", "duplicate": "duplicate"}
        claims = [(one, fates.get(one.event)) for one in self.posted if one.event]
        untrue = [(one, fate) for one, fate in claims if fate != meant[one.told or ""]]
        assert not untrue, f"{len(untrue)} acknowledgements were not true: {untrue[:5]}"
        runs = Counter(row["key"] for row in self.journal if row["status"] != "duplicate")
        assert set(runs.values()) <= {1}, f"events that ran twice: {runs.most_common(5)}"
        strange = len(self.journal) - len(self.accepted) - self._unknown
        assert strange <= 0, f"{strange} rows of what was refused"

    def check_order(self, keys: int) -> None:
        """Of each `n % keys` the events first took effect in the order of their numbers."""
        seen: dict[int, dict[int, None]] = defaultdict(dict)
        for one in sorted(self.effects, key=lambda effect: effect.at):
            seen[one.body["n"] % keys][one.body["n"]] = None
        mixed = [list(numbers) for numbers in seen.values() if list(numbers) != sorted(numbers)]
        assert not mixed, f"out of order: {mixed[:2]}"

    def check_effects_are_on_record(self) -> None:
        """Each step that succeeded has an effect, and each effect a step in the journal."""
        steps = self._steps()
        effects = self._by_key()
        strange = effects.keys() - steps.keys()
        assert not strange, f"effects of no known step: {sorted(strange)[:5]}"
        done = {key for key, step in steps.items() if step["status"] == "succeeded"}
        missing = done - effects.keys()
        assert not missing, f"steps on record that never took effect: {sorted(missing)[:5]}"

    def check_attempts_grow(self) -> None:
        """X-Attempt tells later calls from earlier ones."""
        for key, effects in self._by_key().items():
            numbers = [one.attempt for one in effects]
            assert numbers == sorted(set(numbers)), f"{key} was tried as {numbers}"
            in_time = sorted(effects, key=lambda one: one.at) == effects
            assert in_time or self.has_sleeper, f"{key} was tried in the wrong order"

    def check_repeats_are_marked(self) -> None:
        """The journal says of each repeat that an earlier call may have acted already."""
        steps = self._steps()
        unmarked = [one for one in self.repeats if not _is_marked(one, steps[_place(one.again)])]
        assert not unmarked, f"{len(unmarked)} unmarked: {_told(unmarked[0], steps)}"

    def check_no_needless_repeats(self) -> None:
        """What succeeded well before the fault is not done again."""
        needless = [one for one in self.repeats if self._is_needless(one)]
        assert not needless, f"{len(needless)} needless: {_told(needless[0], self._steps())}"

    def _is_needless(self, repeat: Repeat) -> bool:
        before = repeat.before
        if before.status is None or before.status >= 300 or before.answered_at is None:
            return False
        first, last = before.at - IN_TRANSIT_S, before.answered_at + SETTLED_AFTER_S
        return not any(first <= fault <= last for fault in self.faults)

    def _by_key(self) -> dict[str, list[Effect]]:
        found: dict[str, list[Effect]] = defaultdict(list)
        for effect in sorted(self.effects, key=lambda one: (one.attempt, one.at)):
            found[_place(effect)].append(effect)
        return found

    def _steps(self) -> dict[str, Row]:
        """Return the action steps of all runs by the key of their calls; passes in their order."""
        found: dict[str, Row] = {}
        for row in self.journal:
            passes: Counter[str] = Counter()
            for step in row["steps"]:
                if step["attempts"]:
                    found[f"{row['id']}:{passes[step['id']]}:{step['id']}"] = step
                    passes[step["id"]] += 1
        return found


def _fate(row: Row) -> str:
    """Return the code of what went wrong in a run, or its status where nothing did."""
    return str((row.get("error") or {}).get("code") or row["status"])


def _place(effect: Effect) -> str:
    """Return run, pass and step of an effect: a key reads `run:step` or `run:loop[pass].step`."""
    run, _, path = effect.key.partition(":")
    number = re.search(r"\[(\d+)\]", path)
    return f"{run}:{number[1] if number else 0}:{path.rpartition('.')[2]}"


def _is_marked(repeat: Repeat, step: Row) -> bool:
    attempts = {one["n"]: one for one in step["attempts"]}
    before, again = attempts.get(repeat.before.attempt), attempts.get(repeat.again.attempt)
    if again is None:
        return False
    refused = before is not None and before["outcome"] == "error"
    return refused or bool(again["repeat_possible"])


def _told(repeat: Repeat, steps: Mapping[str, Row]) -> str:
    return f"{repeat.before} then {repeat.again}, on record {steps.get(_place(repeat.again))}"
