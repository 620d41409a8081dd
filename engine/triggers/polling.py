"""One turn of a source that is polled: pages are read and become runs, until it is up to date."""

import logging
from datetime import datetime, timedelta

import psycopg

from connectors.sdk import Batch
from connectors.sdk.errors import ConnectorError
from engine.connections.marks import reject_login
from engine.connections.words import error_of
from engine.health import strikes
from engine.health.ladder import Standing
from engine.health.signs import sign_of
from engine.journal.telling.errors import kept
from engine.kernel.errors import DomainError
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.triggers.admission import Seen, admit, recognised, unknown
from engine.triggers.claim import Claimed, LeaseLost, Settled, hold, keep, tell
from engine.triggers.desk import Desk
from engine.triggers.reading import LOGIN_LOOK_S, NotNow, Reader
from engine.triggers.streaks import Streak, Told, counted, ended
from engine.triggers.times import next_poll

log = logging.getLogger(__name__)

PAGES_PER_TURN = 20
LOGIN_REPLACED_S = 1.0
MOST_WAITING = 5_000
CATCH_UP_S = 5.0

IS_BEHIND = """
SELECT count(*) >= %(most)s FROM (
    SELECT FROM queue_run
    WHERE workspace_id = %(workspace)s AND bundle_id = %(bundle)s AND due_at IS NOT NULL
    LIMIT %(most)s) AS waiting
"""


class Turn:
    """One turn: up to `PAGES_PER_TURN` pages; what is left is due again at once."""

    def __init__(self, source: Claimed, desk: Desk) -> None:
        self.source = source
        self.desk = desk
        self.reader = Reader(desk, source, holder=f"poll:{source.bundle_id}:{source.lease}")
        self.has_brought = False
        self.asked_at = source.now()

    async def take(self) -> Settled:
        """Poll and return when to go on; raises LeaseLost, and what PostgreSQL's absence raises."""
        try:
            await self.reader.begin()
            await self._read_pages()
        except NotNow as rest:
            return Settled(self.source, self._in(rest.wait_s), has_polled=False)
        except ConnectorError as error:
            return await self._refused(error)
        except DomainError as error:
            return self._failed(self._told(error))
        except (LeaseLost, psycopg.OperationalError):
            raise
        except Exception:
            reference = str(new_id())
            log.exception("Polling for %s broke, reference %s", self.source.bundle_id, reference)
            return self._failed({"code": "internal", "remedy": "bug", "reference": reference})
        return await self._succeeded()

    async def _read_pages(self) -> None:
        source = self.source
        for _ in range(PAGES_PER_TURN):
            if not source.position.is_at_rest and await self._is_behind():
                raise NotNow(CATCH_UP_S)
            await self._commit(await self.reader.page(source.position, source.since))
            if source.position.is_at_rest:
                return

    async def _commit(self, batch: Batch) -> None:
        """Make a page's rows runs in the commit that moves the position; nothing new, no commit."""
        source = self.source
        rows = recognised(source.scope, batch.items)
        fresh = await unknown(await self.desk.reader(), source, rows)
        if fresh:
            await self._write(batch, rows, fresh)
        else:
            source.position = source.position.after(batch, _identities(rows), 0)

    async def _write(self, batch: Batch, rows: list[Seen], fresh: list[Seen]) -> None:
        source = self.source
        async with self.desk.writer() as db, db.transaction():
            await hold(db, source)
            found, started = await admit(db, source, fresh, bytes_in=self.reader.bytes_in)
            position = source.position.after(batch, _identities(rows), found)
            if started:
                await tell(db, source, ended(source.streak).rows)
            await keep(db, source, position, started=started)
        source.position = position
        if started:
            self.has_brought, self.reader.bytes_in, source.streak = True, 0, None

    async def _is_behind(self) -> bool:
        """Whether the bundle has so much to do that reading on would only fill the queue."""
        source = self.source
        asked = {
            "most": MOST_WAITING,
            "workspace": source.workspace_id,
            "bundle": source.bundle_id,
        }
        row = await (await (await self.desk.reader()).execute(IS_BEHIND, asked)).fetchone()
        return bool(row and row[0])

    async def _succeeded(self) -> Settled:
        source = self.source
        if self.desk.watch.is_ailing(source.bundle_id):
            async with self.desk.writer() as db:
                standing = await strikes.relieve(db, source.bundle_id, polls=True)
        else:
            standing = Standing()
        source.slowed_by_s = standing.extra_delay_s
        moment = source.now()
        due_at = next_poll(source, moment) if source.position.is_at_rest else moment
        if self.has_brought:
            return Settled(source, due_at)
        return self._counted(due_at, None)

    async def _refused(self, error: ConnectorError) -> Settled:
        told, source = self._told(error), self.source
        if error.remedy == "reconnect" and source.connection_id is not None:
            return await self._rest_until_login(told)
        if error.remedy == "stop":
            self.desk.stop_bundle(source.bundle_id, told)
        if sign_of(error).is_point and not self.reader.leave.is_probe:
            await self._strike()
        if error.retry_after and source.connection_id is not None:
            await self.desk.limiter.slow_down(source.connection_id, error.retry_after)
        return self._failed(told, not_before=self._in(error.retry_after or 0))

    def _told(self, error: ConnectorError | DomainError) -> JsonObject:
        source = self.source
        told = error_of(error, service=source.connector)
        return kept(told, source.masked_fields, is_confidential=source.is_confidential)

    async def _strike(self) -> None:
        async with self.desk.writer() as db:
            standing = await strikes.strike(db, self.source.bundle_id, polls=True)
        self.source.slowed_by_s = standing.extra_delay_s

    async def _rest_until_login(self, told: JsonObject) -> Settled:
        """Mark the connection; a login that was replaced meanwhile deserves another attempt."""
        connection_id = self.source.connection_id
        if connection_id is None:
            return self._failed(told)
        db = await self.desk.reader()
        if await reject_login(db, connection_id, asked_at=self.asked_at, error=told):
            return self._counted(self._in(LOGIN_LOOK_S), told)
        return Settled(self.source, self._in(LOGIN_REPLACED_S), has_polled=False)

    def _failed(self, told: JsonObject, *, not_before: datetime | None = None) -> Settled:
        due_at = next_poll(self.source, self.source.now())
        if due_at is not None and not_before is not None:
            due_at = max(due_at, not_before)
        return self._counted(due_at, told)

    def _counted(self, due_at: datetime | None, error: JsonObject | None) -> Settled:
        source = self.source
        turn = Streak(self.asked_at, source.now(), 1, self.reader.bytes_in, error)
        told: Told = counted(source.streak, turn)
        source.streak = told.streak
        rows = told.rows
        if source.is_once:  # nothing follows that it could be counted with
            source.streak, rows = None, (*rows, *ended(told.streak).rows)
        return Settled(source, due_at, error, rows)

    def _in(self, seconds: float) -> datetime:
        return self.source.now() + timedelta(seconds=seconds)


def _identities(rows: list[Seen]) -> list[bytes]:
    return [row.identity for row in rows]
