"""kill -9 while a person is erased: nothing of the person is left, and nobody else loses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from psycopg import sql
from redis import Redis

from tests.faults.stage import Act, Stage
from tests.faults.test_resend import EVERYBODY, job
from tests.installation import until

HERS, OTHERS, WAITING = 300, 1200, 5
TEXTS = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
DONE = "SELECT count(*) FROM jobs_result WHERE job_id = %s AND status = 'succeeded'"
MIDDLE = """
SELECT id FROM journal_entry WHERE bundle_id = %s AND subject = %s
ORDER BY finished_at, id OFFSET %s LIMIT 1
"""
# Everything the journal has of others, in one line.
OF_OTHERS = """
SELECT count(*) || md5(string_agg(e::text || w::text, '' ORDER BY e.id))
FROM journal_entry e JOIN journal_words w ON w.entry_id = e.id AND w.finished_at = e.finished_at
WHERE e.bundle_id = %s AND strpos(w.words, %s) > 0
"""
KEYS_OF_OTHERS = """
SELECT count(*) FROM journal_key k JOIN journal_words w ON w.entry_id = k.entry_id
WHERE strpos(w.words, %s) > 0
"""
BORIS = "boris@example.org"


@contextmanager
def standing_still_at(stage: Stage, act: Act, person: str) -> Iterator[None]:
    """Keep whoever erases the person from going on once half of the rows are done."""
    with stage.product.database() as db, db.transaction():
        row = db.execute(MIDDLE, (act.flow.id, person, HERS // 2)).fetchone()
        db.execute("SELECT FROM journal_entry WHERE id = %s FOR UPDATE", row)
        yield


def places_that_hold(stage: Stage, *texts: str) -> set[str]:
    """Return the tables, and keys of Valkey, in which one of these texts stands."""
    found = set()
    with stage.product.database() as db:
        for (table,) in db.execute(TEXTS).fetchall():
            query = sql.SQL("SELECT count(*) FROM {} t WHERE strpos(lower(t::text), %s) > 0")
            asked = query.format(sql.Identifier(table))
            if any((db.execute(asked, (text,)).fetchone() or [0])[0] for text in texts):
                found.add(table)
    with Redis.from_url(stage.product.valkey_url) as valkey:
        for name in valkey.scan_iter():
            said = repr(name) + repr(valkey.execute_command("DUMP", name))
            found |= {repr(name) for text in texts if text in said}
    return found


def hits(stage: Stage, person: str) -> list[Any]:
    """Return all rows that a search finds."""
    found: list[Any] = []
    asked = "/journal?" + urlencode({"search": person})
    while asked:
        page = stage.product.call("GET", asked)
        found += page["results"]
        asked = (page["next"] or "").partition("/api/v1")[2]
    return found


def of_others(stage: Stage, act: Act) -> tuple[Any, Any]:
    """Return what would change if anything of somebody else's were touched."""
    rows = stage.product.ask(OF_OTHERS, act.flow.id, BORIS)
    return rows, stage.product.ask(KEYS_OF_OTHERS, BORIS)


@pytest.mark.parametrize(
    ("victims", "person", "phone"),
    [
        pytest.param(
            ["child"],
            *("anna@example.com", "79161234567"),
            id="worker processes",
        ),
        pytest.param(
            EVERYBODY,
            *("olga@example.com", "79167654321"),
            id="everything but the database",
        ),
    ],
)
def test_an_erasure_goes_on_where_it_was_killed_and_leaves_nothing_of_the_person(
    stage: Stage, victims: Sequence[str], person: str, phone: str
) -> None:
    act = stage.act()
    act.send(range(OTHERS), email=BORIS).result()
    act.send(range(OTHERS, OTHERS + HERS), email=person, phone=f"+{phone}").result()
    act.settle()
    stage.product.call("POST", f"/bundles/{act.flow.id}/pause")
    act.send(range(OTHERS + HERS, OTHERS + HERS + WAITING), email=person).result()
    before = of_others(stage, act)
    assert len(hits(stage, person)) == HERS

    with standing_still_at(stage, act, person):
        wish = {"subjects": [person, f"8 ({phone[1:4]}) {phone[4:]}"]}
        asked = stage.product.call("POST", "/privacy/erase", wish)
        until(lambda: stage.product.ask(DONE, asked["id"]), within_s=30, what="the first rows")
        stage.product.kill(*stage.product.at_work(*victims))
    assert 0 < stage.product.ask(DONE, asked["id"]) < HERS
    until(stage.product.is_ready, within_s=60, what="the product's return")
    until(lambda: job(stage, asked["id"])["state"] == "done", within_s=60, what="the job's end")

    report = job(stage, asked["id"])["report"]
    assert (report["subjects"], report["rows"], report["waiting"]) == (2, HERS, WAITING)
    assert (hits(stage, person), hits(stage, phone)) == ([], [])
    told = [str(row) for row in stage.product.journal(act.flow)]
    assert len(told) == OTHERS + HERS + WAITING
    assert not [row for row in told if person in row or phone in row]
    assert places_that_hold(stage, person, phone, phone[1:]) == set()
    assert of_others(stage, act) == before
