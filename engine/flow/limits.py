"""How much a definition, a template and one evaluation may take."""

from time import thread_time

from engine.flow.errors import MappingFailed
from engine.kernel.json_types import Json

DEFINITION_BYTES = 512 * 1024
DEFINITION_DEPTH = 64
DEFINITION_CPU_S = 2.0
STEPS = 200
NESTING = 10
TEMPLATE_CHARS = 16 * 1024
TEMPLATE_BRACKETS = 200
RANGE_ITEMS = 10_000
LOOP_PASSES = 100_000
LOOP_WORK = 10_000_000
MATCHES = 100_000
TEXT_CHARS = 1024 * 1024
LIST_ITEMS = 100_000
LISTED_CHARS = 16 * 1024 * 1024
VALUE_DEPTH = 200
NEW_TEXT_CHARS = 8 * 1024 * 1024
LOCALS_BYTES = 8 * 1024 * 1024
BIG = 4096
CPU_S = 0.25


class Meter:
    """What one evaluation has used; raises `MappingFailed` when that is too much."""

    __slots__ = ("_room", "_started")

    def __init__(self) -> None:
        self._room = NEW_TEXT_CHARS
        self._started: float | None = None

    def made(self, text: str) -> str:
        """Count a text made by this evaluation."""
        self._room -= len(text)
        if self._room < 0:
            raise MappingFailed("result_too_large")
        return text

    def works_on(self, value: object) -> None:
        """Start or check the CPU deadline, but only for values big enough to matter."""
        if type(value) in (str, list, dict) and len(value) > BIG:  # type: ignore[arg-type]
            self.tick()

    def tick(self) -> None:
        """Refuse to go on once the CPU time of one evaluation is used up."""
        # CPU time, not the clock on the wall: a busy machine must not fail an honest template.
        if self._started is None:
            self._started = thread_time()
        elif thread_time() - self._started > CPU_S:
            raise MappingFailed("took_too_long")


def bounded(value: Json) -> Json:
    """Return the value of one function; refuse texts and lists above the limit."""
    if type(value) is str:
        if len(value) > TEXT_CHARS:
            raise MappingFailed("text_too_long", limit=TEXT_CHARS)
    elif type(value) is list and len(value) > LIST_ITEMS:
        raise MappingFailed("list_too_long", limit=LIST_ITEMS)
    return value
