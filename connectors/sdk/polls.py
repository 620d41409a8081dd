"""What a poll is asked and what it brings; where it has got to is the engine's to keep.

The engine reads a *sweep*: pages from one cursor until a page has no `next`. Every item is admitted
once, by its `id` (and `stamp`), so a page may be read again and sweeps may overlap. The cursor
moves only after a sweep that reached its end and, if it had several pages, brought nothing new and
read the same rows in the same order as the sweep before: a row that slipped to an earlier page
while later ones were read is found by the next sweep.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from connectors.sdk.json_types import Json
from connectors.sdk.webhooks import Item

if TYPE_CHECKING:
    from connectors.sdk.http import Call


@dataclass(frozen=True, slots=True)
class PollQuery:
    """One page to read.

    `cursor` is where this sweep began: None at first, then what an earlier sweep returned. `since`
    is when the bundle began to look: a service that can filter by time need not be asked for older
    things. `furthest` is the furthest cursor this sweep has seen. `page` continues the sweep.
    """

    fields: Mapping[str, Json] = field(default_factory=dict)
    cursor: Json = None
    since: datetime | None = None
    furthest: Json = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a sweep: items, oldest first; `next` asks for the following page, None ends it.

    `cursor` is the furthest position seen in this sweep, this page and `PollQuery.furthest` both
    counted; None for a source that is read whole each time.
    """

    items: Sequence[Item] = ()
    next: str | None = None
    cursor: Json = None


Poll: TypeAlias = "Callable[[Call, PollQuery], Awaitable[Batch]]"
