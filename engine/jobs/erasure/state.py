"""How far an erasure has got, kept in its job; the subjects are sealed there until it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from engine.connections import vault
from engine.jobs.erasure.subjects import Subjects
from engine.jobs.models import Job, Result
from engine.kernel.json_types import JsonObject

COUNTED = ("waiting", "notes", "samples", "seen", "results")
NOTHING: Mapping[str, int] = dict.fromkeys(COUNTED, 0)


@dataclass(frozen=True, slots=True)
class State:
    """The stage, the place in it, and what has gone; `round` counts the looks at everything.

    `found` says that this round has met something, so that another one must follow.
    """

    sealed: str = ""
    number: int = 0
    stage: str = "waiting"
    place: str | None = None
    round: int = 1
    found: bool = False
    counts: Mapping[str, int] = field(default_factory=lambda: NOTHING)

    @classmethod
    def of(cls, job: Job) -> "State":
        """Return how far the job has got."""
        return cls(**job.asked)

    def counting(self, **more: int) -> "State":
        """Return the state with so much more gone; what has gone was found."""
        counts = {name: self.counts[name] + more.get(name, 0) for name in COUNTED}
        return replace(self, counts=counts, found=self.found or any(more.values()))

    def at(self, stage: str, place: datetime | None = None) -> "State":
        """Return the state at another stage or place."""
        return replace(self, stage=stage, place=place.isoformat() if place else None)

    @property
    def until(self) -> datetime | None:
        """Return the place in the journal that the stage has got back to."""
        return datetime.fromisoformat(self.place) if self.place else None

    def to_json(self) -> JsonObject:
        """Return what the job keeps."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure at work: its job, and whom it is about; nobody means all data of a bundle."""

    job: Job
    subjects: Subjects

    @classmethod
    def of(cls, job: Job) -> "Erasure":
        """Return the erasure with its subjects unsealed."""
        return cls(job, unsealed(job, State.of(job).sealed))

    @property
    def is_of_bundle(self) -> bool:
        """Whether all data of a bundle goes, whosoever it is."""
        return self.job.bundle_id is not None

    def report(self, state: State, left: list[Any]) -> JsonObject:
        """Return what people read when it is over: numbers, and where settings name the person."""
        rows = Result.objects.of(self.job).exclude(entry_id=None).count()
        return {
            "subjects": state.number,
            "rows": rows + state.counts["notes"],
            **{name: state.counts[name] for name in ("waiting", "samples", "seen", "results")},
            "left": left,
        }


def sealed(job: Job, texts: Sequence[str]) -> str:
    """Seal subjects so that only this job opens them."""
    return vault.seal({str(at): text for at, text in enumerate(texts)}, job.pk) if texts else ""


def unsealed(job: Job, envelope: str) -> Subjects:
    """Return the subjects of an envelope."""
    return Subjects.of(vault.open(envelope, job.pk).values())
