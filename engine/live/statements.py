"""What is asked of PostgreSQL once a second: one statement, so all of it is of one moment.

A row has changed since a position when the transaction that wrote it was not over then. That is
exact however late it committed, and needs no column, index or message of its own.
"""

from engine.journal.models import Entry

ROWS_AT_ONCE = 50
# The time a row bears lies before its commit: by a flush, a lease. A slow transaction keeps `at`.
LOOK_BACK_S = 30
OLDEST_OPEN_S = 300
# Beyond it a count is only told to be large.
WAITING_COUNTED = 1000

_LIGHT = ", ".join(
    f"e.{field.column}"
    for field in Entry._meta.local_concrete_fields
    if field.column and field.column != "details"
)
# A transaction's number has 32 bits in a row and 64 in a snapshot: the distance makes it whole.
_NUMBER = (
    "CROSS JOIN LATERAL (SELECT known.horizon"
    " + ((t.xmin::text::bigint - known.horizon) & 4294967295) AS number) AS tx"
)
_IS_NEW = "(tx.number < known.horizon + 2147483648 AND tx.number <> ALL (known.told))"
_LOWEST = f"(coalesce(%(at)s::timestamptz, statement_timestamp()) - interval '{LOOK_BACK_S} s')"

LOOK = f"""
WITH place AS MATERIALIZED (
    SELECT pg_snapshot_xmin(s)::text::bigint AS horizon,
        pg_snapshot_xmax(s)::text::bigint AS ceiling,
        greatest(moment - interval '{OLDEST_OPEN_S} s', least(moment, (
            SELECT min(xact_start) FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL AND datname = current_database()))) AS at
    FROM pg_current_snapshot() AS s, statement_timestamp() AS moment
), known AS MATERIALIZED (
    SELECT coalesce(%(horizon)s::bigint, place.horizon) AS horizon, %(told)s::bigint[] AS told
    FROM place
), entry AS MATERIALIZED (
    SELECT t.id, t.finished_at, tx.number
    FROM known CROSS JOIN journal_entry AS t {_NUMBER}
    WHERE t.workspace_id = %(workspace)s AND t.finished_at >= {_LOWEST} AND {_IS_NEW}
), newest AS (
    SELECT id, finished_at FROM entry ORDER BY finished_at DESC, id DESC LIMIT {ROWS_AT_ONCE}
), light AS (
    SELECT {_LIGHT}, CASE e.kind WHEN 'run' THEN '' ELSE e.details END AS told
    FROM newest JOIN journal_entry AS e ON e.id = newest.id AND e.finished_at = newest.finished_at
    ORDER BY e.finished_at DESC, e.id DESC
), bundle AS MATERIALIZED (
    SELECT t.id, tx.number, {_IS_NEW} AS is_new,
        json_build_array(coalesce(p.points, 0), held.count + due.count) AS fact
    FROM known CROSS JOIN bundles_bundle AS t {_NUMBER}
    LEFT JOIN health_penalty AS p ON p.bundle_id = t.id
    CROSS JOIN LATERAL (SELECT count(*) FROM (
        SELECT FROM queue_run AS q WHERE q.bundle_id = t.id AND q.status = 'held'
        LIMIT {WAITING_COUNTED}) AS few) AS held
    CROSS JOIN LATERAL (SELECT count(*) FROM (
        SELECT FROM queue_run AS q
        WHERE t.status NOT IN ('running', 'migration') AND q.workspace_id = %(workspace)s
            AND q.bundle_id = t.id AND q.due_at IS NOT NULL AND q.status IN ('queued', 'waiting')
        LIMIT {WAITING_COUNTED}) AS few) AS due
    WHERE t.workspace_id = %(workspace)s AND t.purpose = 'automation'
), connection AS MATERIALIZED (
    SELECT t.id, tx.number, {_IS_NEW} AS is_new,
        json_build_array(b.opened_at IS NOT NULL, caught.id) AS fact
    FROM known CROSS JOIN connections_connection AS t {_NUMBER}
    LEFT JOIN health_breaker AS b ON b.connection_id = t.id
    LEFT JOIN LATERAL (
        SELECT id FROM connections_sample AS s WHERE s.connection_id = t.id
        ORDER BY s.id DESC LIMIT 1) AS caught ON t.hook_token IS NOT NULL
    WHERE t.workspace_id = %(workspace)s
), alert AS MATERIALIZED (
    SELECT t.id, tx.number, {_IS_NEW} AS is_new,
        CASE WHEN t.closed_at IS NULL THEN 'true'::json END AS fact
    FROM known CROSS JOIN alerts_alert AS t {_NUMBER}
    WHERE t.workspace_id = %(workspace)s AND (t.closed_at IS NULL OR t.closed_at >= {_LOWEST})
), job AS MATERIALIZED (
    SELECT t.id, tx.number
    FROM known CROSS JOIN jobs_job AS t {_NUMBER}
    WHERE t.workspace_id = %(workspace)s AND t.updated_at >= {_LOWEST} AND {_IS_NEW}
    ORDER BY t.id DESC LIMIT {ROWS_AT_ONCE}
), progress AS (
    SELECT row_to_json(j) AS job, (
        SELECT json_object_agg(of.status, of.count) FROM (
            SELECT r.status, count(*) FROM jobs_result AS r WHERE r.job_id = j.id GROUP BY r.status
        ) AS of) AS counts
    FROM job JOIN jobs_job AS j ON j.id = job.id
    ORDER BY j.id DESC
), written AS (
    SELECT number FROM entry
    UNION SELECT number FROM job
    UNION SELECT number FROM bundle WHERE is_new
    UNION SELECT number FROM connection WHERE is_new
    UNION SELECT number FROM alert WHERE is_new
)
SELECT place.horizon, place.ceiling, place.at,
    ARRAY(SELECT number FROM written WHERE number >= place.horizon) AS written,
    (SELECT count(*) FROM entry) AS count,
    (SELECT json_agg(row_to_json(light))::text FROM light) AS rows,
    (SELECT json_agg(json_build_array(job, counts))::text FROM progress) AS jobs,
    (SELECT json_agg(json_build_array(id, is_new, fact))::text FROM bundle) AS bundles,
    (SELECT json_agg(json_build_array(id, is_new, fact))::text FROM connection) AS connections,
    (SELECT json_agg(json_build_array(id, is_new, fact))::text FROM alert) AS alerts
FROM place
"""
