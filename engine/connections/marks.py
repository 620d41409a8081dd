"""What the worker loop writes about connections, by name; tested against the ORM models."""

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from engine.kernel.json_types import JsonObject
from engine.queue.database import Db

# An attempt that began before the last reconnect was signed with secrets that are gone.
REJECT_LOGIN = """
UPDATE connections_connection
SET status = 'needs_login', status_detail = %(detail)s
WHERE id = %(connection_id)s AND updated_at < %(asked_at)s
RETURNING id
"""


async def reject_login(
    db: Db, connection_id: UUID, *, asked_at: datetime, detail: JsonObject
) -> bool:
    """Mark that the service refuses the login an attempt began with; False if it was replaced.

    `detail` is `{code, remedy, answer, params}`, as a test of the connection would keep it.
    """
    answer = await db.execute(
        REJECT_LOGIN,
        {"connection_id": connection_id, "asked_at": asked_at, "detail": Jsonb(dict(detail))},
    )
    return await answer.fetchone() is not None
