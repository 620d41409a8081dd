"""One turn of an inquiry: some pages of the source, from the top of its list on.

The rules by which a poller believes a sweep hold here too: of pages that shift, nothing is missed.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
import psycopg

from connectors.sdk import Batch
from connectors.sdk.errors import ConnectorError
from engine.connections.marks import reject_login
from engine.connections.words import error_of, storable
from engine.jobs.completeness import claim
from engine.jobs.completeness.claim import Claimed, Found, LeaseLost
from engine.journal.telling.errors import kept
from engine.journal.telling.keys import keys_in
from engine.kernel.clock import now
from engine.kernel.errors import DomainError
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.queue.keys import business_key
from engine.triggers.admission import Seen, compiled, recognised
from engine.triggers.desk import Desk
from engine.triggers.reading import NotNow, Reader, SignedOut
from engine.triggers.sweep import PageRepeats

log = logging.getLogger(__name__)

PAUSES_S = (5, 30, 60, 120, 300, 600)
# A wait that is worth a word.
LONG_WAIT_S = 5.0
WAITS: JsonObject = {"code": "check_waits", "remedy": "retry"}
SUBJECT_WITHIN = 4096


@dataclass(frozen=True, slots=True)
class Reach:
    """How much a turn reads, and a whole check at most; how many turns in a row may be in vain."""

    pages_per_turn: int = 20
    pages: int = 5_000
    sighted: int = 100_000
    tries: int = 12


USUAL = Reach()


class Turn:
    """Reads on where the last turn ended."""

    def __init__(self, inquiry: Claimed, desk: Desk, reach: Reach = USUAL) -> None:
        self.inquiry = inquiry
        self.desk = desk
        self.reach = reach
        self.asked_at = now()
        holder = f"check:{inquiry.job_id}:{inquiry.lease}"
        self.reader = Reader(desk, inquiry, holder=holder)

    async def take(self) -> None:
        """Read some pages; raises LeaseLost, and what PostgreSQL's absence raises."""
        if refusal := _refusal(self.inquiry, self.reach):
            await self._end(refusal)
            return
        try:
            await self._read()
        except (SignedOut, PageRepeats, DomainError) as error:
            await self._end(self._why(error))
        except NotNow as rest:
            await self._wait(rest.wait_s)
        except ConnectorError as error:
            await self._refused(error)
        except (LeaseLost, psycopg.OperationalError):
            raise
        except Exception:
            reference = str(new_id())
            log.exception("The check %s broke, reference %s", self.inquiry.job_id, reference)
            await self._end({"code": "internal", "remedy": "bug", "reference": reference})

    async def _read(self) -> None:
        inquiry = self.inquiry
        if inquiry.is_of_another_list:
            async with self.desk.writer() as db, db.transaction():
                await claim.hold(db, inquiry)
                await claim.begin_anew(db, inquiry)
        await self.reader.begin()
        for _ in range(self.reach.pages_per_turn):
            if await self._keep(await self.reader.page(inquiry.position, inquiry.since)):
                return
        await self._put_off(0.0, None, counts=False)

    async def _keep(self, batch: Batch) -> bool:
        """Keep what a page shows; returns whether it was the last."""
        inquiry = self.inquiry
        rows = recognised(inquiry.scope, batch.items)
        asked_for = [row for row in rows if self._is_asked_for(row)]
        has_dates = any(row.at is not None for row in rows)
        async with self.desk.writer() as db, db.transaction():
            await claim.hold(db, inquiry)
            found = await claim.sight(db, inquiry, self._found(asked_for))
            position = inquiry.position.after(batch, [row.identity for row in asked_for], found)
            await claim.keep(db, inquiry, position, found=found, has_dates=has_dates)
            inquiry.pages, inquiry.sighted = inquiry.pages + 1, inquiry.sighted + found
            is_over = position.is_at_rest or self._is_enough()
            if is_over:
                await claim.end(db, inquiry, None, is_cut=not position.is_at_rest)
        inquiry.position = position
        return is_over

    def _is_enough(self) -> bool:
        inquiry, most = self.inquiry, self.reach
        return inquiry.pages >= most.pages or inquiry.sighted >= most.sighted

    def _is_asked_for(self, row: Seen) -> bool:
        return row.at is None or self.inquiry.since <= row.at < self.inquiry.until

    def _found(self, rows: Sequence[Seen]) -> list[Found]:
        return [Found(row.identity, row.at, _storable(row.key), self._subject(row)) for row in rows]

    def _subject(self, row: Seen) -> str | None:
        """Return whom it is about, if that may be told."""
        if self.inquiry.is_confidential or self.inquiry.masked_fields:
            return None
        named = business_key(compiled(orjson.dumps(self.inquiry.trigger)), row.item.payload)
        if named is None:
            text = row.payload[:SUBJECT_WITHIN].decode("utf-8", "replace").lower()
            named = next((key for key in keys_in(text) if "@" in key), None)
        return _storable(named)

    async def _refused(self, error: ConnectorError) -> None:
        told, connection_id = self._told(error), self.inquiry.connection_id
        if error.remedy == "retry":
            pause_s = PAUSES_S[min(self.inquiry.tries, len(PAUSES_S)) - 1]
            await self._put_off(max(pause_s, error.retry_after or 0), told, counts=True)
            return
        if error.remedy == "reconnect" and connection_id is not None:
            await self._reject_login(connection_id, told)
        await self._end(told)

    def _told(self, error: ConnectorError | DomainError) -> JsonObject:
        one = self.inquiry
        return kept(error_of(error), one.masked_fields, is_confidential=one.is_confidential)

    def _why(self, error: SignedOut | PageRepeats | DomainError) -> JsonObject:
        if isinstance(error, SignedOut):
            return {"code": "check_signed_out", "remedy": "reconnect"}
        if isinstance(error, PageRepeats):
            return {"code": "endless_pages", "remedy": "fix"}
        return self._told(error)

    async def _reject_login(self, connection_id: UUID, told: JsonObject) -> None:
        db = await self.desk.reader()
        await reject_login(db, connection_id, asked_at=self.asked_at, error=told)

    async def _wait(self, wait_s: float) -> None:
        told = WAITS if wait_s >= LONG_WAIT_S else None
        await self._put_off(wait_s, told, counts=False)

    async def _put_off(self, wait_s: float, error: JsonObject | None, *, counts: bool) -> None:
        async with self.desk.writer() as db, db.transaction():
            await claim.hold(db, self.inquiry)
            await claim.put_off(db, self.inquiry, wait_s, error, counts=counts)

    async def _end(self, error: JsonObject) -> None:
        async with self.desk.writer() as db, db.transaction():
            await claim.hold(db, self.inquiry)
            await claim.end(db, self.inquiry, error, is_cut=True)


def _refusal(inquiry: Claimed, reach: Reach) -> JsonObject | None:
    """Return why the source can't be read on, apart from what the service says."""
    if not inquiry.trigger:
        return {"code": "not_a_polling_bundle", "remedy": "fix"}
    if inquiry.tries > reach.tries:
        return inquiry.error or {"code": "check_interrupted", "remedy": "retry"}
    if inquiry.is_late:
        return inquiry.error or {"code": "check_took_too_long", "remedy": "retry"}
    return None


def _storable(text: str | None) -> str | None:
    return storable(text) if text is not None else None
