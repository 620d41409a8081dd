"""How the loops mark a connection whose login is refused; tested against the ORM models."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from engine.connections.rows import SAME, Row
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.queue.database import Db

# The journal is told once: when the connection was not signed out already.
MARK = """
WITH marked AS (
    UPDATE connections_connection
    SET status = 'needs_login', status_detail = %(detail)s, renewing_until = NULL
    WHERE id = %(id)s AND {still}
    RETURNING id, workspace_id, name, connector, OLD.status AS was
), told AS (
    INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id,
        connection_id, transactions, bytes_in, bytes_out, attempts, outline, details)
    SELECT %(entry_id)s, now(), now(), 'system', 'succeeded', '', workspace_id,
        id, 0, 0, 0, 1, '[]',
        jsonb_build_object('code', 'connection_needs_login', 'actor', NULL, 'params',
            jsonb_build_object('name', name, 'service', connector))::text
    FROM marked WHERE was <> 'needs_login'
)
SELECT id FROM marked
"""
# An attempt that began before the last reconnect was signed with secrets that are gone.
REJECT_LOGIN = MARK.format(still="updated_at < %(asked_at)s")
REJECT_TOKENS = MARK.format(still=SAME)


async def reject_login(
    db: Db, connection_id: UUID, *, asked_at: datetime, error: JsonObject
) -> bool:
    """Mark that the service refuses the login an attempt began with; False if it was replaced.

    Of the error is kept what a test of the connection would keep.
    """
    detail = {name: error.get(name) for name in ("code", "remedy", "answer", "params")}
    return await _mark(db, REJECT_LOGIN, {"id": connection_id, "asked_at": asked_at}, detail)


async def reject_tokens(db: Db, row: Row, detail: JsonObject) -> bool:
    """Mark that no tokens are granted any more; False if somebody else has got new ones."""
    return await _mark(db, REJECT_TOKENS, row.same, detail)


async def _mark(db: Db, statement: str, which: dict[str, object], detail: JsonObject) -> bool:
    told = {"detail": Jsonb(dict(detail)), "entry_id": new_id()}
    answer = await db.execute(statement, {**which, **told})
    return await answer.fetchone() is not None
