"""What a worker hands to the recorder: an ending, a wait, or a step's checkpoint."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from engine.journal.finding.through import keys_through
from engine.journal.telling.story import Story, dump
from engine.journal.telling.sums import Counted
from engine.kernel.clock import now
from engine.kernel.copying import NULL, cell, json_cell
from engine.kernel.ids import new_id
from engine.runs.claim import Claimed

NOTHING_REMEMBERED: Mapping[str, bytes] = {}
# As JSON says NUL, which jsonb refuses; after an odd backslash it is the text of somebody's JSON.
NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class Ending(NamedTuple):
    """A run that is over, as the journal will tell it."""

    run: Claimed
    status: str
    finished_at: datetime
    transactions: int
    bytes_in: int
    bytes_out: int
    outline: bytes
    story: Story
    has_checkpoints: bool

    def reduced(self) -> "Ending":
        """Return the ending without what PostgreSQL may have refused; it tells that it was."""
        return self._replace(outline=b"[]", story=self.story.reduced())

    def line(self) -> bytes:
        """Return the COPY line of the journal row."""
        run, story = self.run, self.story
        head = (
            f"{run.id}\t{run.received_at}\t{self.finished_at}\trun\t{self.status}\t{run.mode}\t"
            f"{run.workspace_id}\t{run.bundle_id}\t{run.version_id}\t{run.listens_to or NULL}\t"
            f"{run.event_id}\t{run.origin_id}\t{cell(story.key)}\t{cell(story.subject)}\t"
            f"{self.transactions}\t{self.bytes_in}\t{self.bytes_out}\t{run.attempts + 1}\t"
            f"{run.resend_of or NULL}\t{run.attempt}\t"
        )
        error = json_cell(storable(story.error)) if story.error else NULL.encode()
        tail = b"\t".join((error, json_cell(self.outline), json_cell(story.details)))
        return head.encode("utf-8", "replace") + tail + b"\n"

    def words_line(self) -> str:
        """Return the COPY line of what can be read in the row; none where there is nothing."""
        if not self.story.words:
            return ""
        run = self.run
        return f"{self.finished_at}\t{run.id}\t{run.workspace_id}\t{cell(self.story.words)}\n"

    def found_by(self) -> Iterator[int]:
        """Yield what the row is found by: what it tells of, and what its steps called."""
        yield from self.story.keys
        run = self.run
        yield from keys_through(run.workspace_id, run.mode, self.status, self.story.shares)

    def counted(self) -> Counted:
        """Return the run as the sums count it."""
        run, story = self.run, self.story
        return Counted(
            *(run.bundle_id, run.workspace_id, run.mode, self.status),
            *(run.received_at, self.finished_at),
            *(self.transactions, self.bytes_in, self.bytes_out),
            *(story.shares, story.failed_at),
        )


class Question(NamedTuple):
    """The journal's row about a run that waits for a person."""

    id: str
    asked_at: datetime
    details: str


class Wait(NamedTuple):
    """A run put off until `due_at`, or held (no time) until its connection or a person lets it."""

    run: Claimed
    status: str
    due_at: datetime | None
    attempted: bool
    error: bytes | None
    connection_id: UUID | None = None
    question: Question | None = None

    @classmethod
    def asking(cls, run: Claimed, error: Mapping[str, Any]) -> "Wait":
        """Return the rest of a run that goes on when a person has said how."""
        params = {"run": run.id, "step": error.get("step"), "error": error["code"]}
        details = dump({"code": "run_asks", "params": params, "actor": None}).decode()
        question = Question(str(new_id()), now(), details)
        return cls(run, "held", None, False, storable({**error, "asks": True}), None, question)


class Checkpoint(NamedTuple):
    """What one step of a run has come to."""

    run: Claimed
    path: str
    state: bytes
    memories: Mapping[str, bytes] = NOTHING_REMEMBERED


def key_lines(endings: Iterable[Ending]) -> str:
    """Return the COPY lines of what the rows are found by, in the order of their index."""
    places = ((f"{one.finished_at}\t{one.run.id}\n", one) for one in endings)
    lines = sorted((key, place) for place, one in places for key in one.found_by())
    return "".join([f"{key}\t{place}" for key, place in lines])


def storable(error: Mapping[str, Any]) -> bytes:
    """Serialise an error for a column of jsonb, without the characters that it refuses."""
    return NUL.sub(rb"\1", dump(error))
