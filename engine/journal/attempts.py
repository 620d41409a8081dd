"""Where another attempt at an event stands that has not ended yet."""

from uuid import UUID

from django.db import connection

from engine.kernel.clock import written
from engine.kernel.json_types import Json

# Plain SQL, because the queue is a room above.
ON_ITS_WAY = """
SELECT id, status, due_at FROM queue_run WHERE workspace_id = %s AND resend_of = %s
"""


def on_its_way(workspace_id: UUID, first_id: UUID) -> dict[str, Json] | None:
    """Return the run that tries the event of this first row once more; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(ON_ITS_WAY, [workspace_id, first_id])
        row = cursor.fetchone()
    if row is None:
        return None
    run_id, status, due_at = row
    due = written(due_at) if due_at else None
    return {"run": str(run_id), "status": status, "due_at": due}
