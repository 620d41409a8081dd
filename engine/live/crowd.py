"""Who listens how often, so that nobody takes all the room."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from engine.api.words import Voice
from engine.live.errors import TooManyStreams

MOST_STREAMS = 20


class Crowd:
    """Counts the streams of each caller in this process; callers come in on threads."""

    def __init__(self, most: int = MOST_STREAMS) -> None:
        self._most = most
        self._counts: Counter[UUID] = Counter()
        self._lock = Lock()

    def come(self, caller_id: UUID) -> None:
        """Count one more stream of the caller; raises TooManyStreams."""
        with self._lock:
            if self._counts[caller_id] >= self._most:
                raise TooManyStreams(most=self._most)
            self._counts[caller_id] += 1

    def leave(self, caller_id: UUID) -> None:
        """Count one less."""
        with self._lock:
            self._counts[caller_id] -= 1
            if not self._counts[caller_id]:
                del self._counts[caller_id]


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to hear of which workspace, in which voice, from where on."""

    caller_id: UUID
    workspace_id: UUID
    voice: Voice
    since: str


@dataclass(slots=True)
class Ticket:
    """Lies in the ASGI scope of a request for a stream; the view fills it in when it lets it pass.

    Without a crowd it only asks whether the caller may still listen.
    """

    crowd: Crowd | None = None
    wish: Wish | None = field(default=None, init=False)

    def fill(self, wish: Wish) -> None:
        """Let the caller listen; raises TooManyStreams."""
        if self.crowd is not None:
            self.crowd.come(wish.caller_id)
        self.wish = wish
