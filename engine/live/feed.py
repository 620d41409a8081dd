"""What one workspace's listeners share: one look for all of them, in as many words as voices."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from engine.api.words import Voice
from engine.live.events import as_events, as_reset, heartbeat
from engine.live.look import Changes, Facts, Look
from engine.live.position import Position

# What a reader may be behind; then the line is cut, and the browser comes back where it was.
BACKLOG = 32

Ask = Callable[[Position | None], Awaitable[Look]]


class Listener:
    """One stream: what is still to be sent to it, and whether it is to end."""

    def __init__(self, voice: Voice, since: str) -> None:
        self.voice = voice
        self.since = since
        self.ended = asyncio.Event()
        self.position = ""
        self._blocks: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)

    def tell(self, block: bytes, position: str) -> None:
        """Put in what is to be sent; a reader that is too slow is ended."""
        self.position = position
        if not block:
            return
        try:
            self._blocks.put_nowait(block)
        except asyncio.QueueFull:
            self.ended.set()

    async def first(self) -> bytes:
        """Return what is to be sent first: from then on all changes are heard."""
        return await self._blocks.get()

    async def next(self, within_s: float) -> bytes:
        """Return what is to be sent next; a heartbeat after so many seconds of silence."""
        try:
            async with asyncio.timeout(within_s):
                return await self._blocks.get()
        except TimeoutError:
            return heartbeat(self.position)


class Feed:
    """The listeners of one workspace, and how far they have heard."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id
        self.listeners: set[Listener] = set()
        self.newcomers: set[Listener] = set()
        self._position: Position | None = None
        self._facts: Facts = {}

    @property
    def is_empty(self) -> bool:
        """Whether nobody listens."""
        return not (self.listeners or self.newcomers)

    def forget(self, listener: Listener) -> None:
        """Tell this listener no more."""
        self.listeners.discard(listener)
        self.newcomers.discard(listener)

    def end(self) -> None:
        """End all streams; their browsers come back."""
        for listener in self.listeners | self.newcomers:
            listener.ended.set()

    async def look(self, ask: Ask) -> None:
        """Tell the listeners the news; `ask` answers from one moment however often it is called.

        Who comes back hears first what happened meanwhile, up to that same moment.
        """
        asking, before = set(self.newcomers), self._position
        seen = await ask(before)
        missed = {
            since: await _missed(seen, since, ask)
            for since in {listener.since for listener in asking}
        }
        # From here on nothing waits; who came meanwhile is a newcomer to the next look.
        if before is not None:
            _tell(self.listeners, seen.changes(self._facts) if seen.reaches(before) else None, seen)
        self._position, self._facts = seen.position, seen.facts
        for listener in asking & self.newcomers:
            self.newcomers.remove(listener)
            self.listeners.add(listener)
            _tell([listener], missed[listener.since], seen, greets=True)


async def _missed(seen: Look, since: str, ask: Ask) -> Changes | None:
    """Return the news since this position; None when it is too long ago."""
    if not since:
        return Changes()
    position = Position.read(since)
    if position is None or not seen.reaches(position):
        return None
    return (await ask(position)).changes_since(position)


def _tell(
    listeners: Iterable[Listener], changes: Changes | None, seen: Look, *, greets: bool = False
) -> None:
    """Tell them the changes, or to read everything anew; a greeting says where they are."""
    position = seen.position.write()
    by_voice: dict[Voice, list[Listener]] = defaultdict(list)
    for listener in listeners:
        by_voice[listener.voice].append(listener)
    for voice, some in by_voice.items():
        block = as_reset(position) if changes is None else as_events(changes, position, voice)
        for listener in some:
            listener.tell(block or (heartbeat(position) if greets else b""), position)
