"""A person of 1,000 rows erased among 500,000: `python -m tests.bench.erasure`.

Works in a database of its own, once for an e-mail and once for a phone, while others write and
read. Prints a line for each figure as JSON: name, value, unit, goal.
"""

import os
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (after Django is set up)
from django.db import connection  # noqa: E402

from engine.accounts.access import Actor  # noqa: E402
from engine.accounts.models import Role, Workspace  # noqa: E402
from engine.jobs.erasure import asking  # noqa: E402
from engine.jobs.erasure.asking import Wish  # noqa: E402
from engine.jobs.models import Job  # noqa: E402
from engine.jobs.work import work_off  # noqa: E402
from engine.journal.telling.keys import hashed, keys_of  # noqa: E402
from tests.bench.journal import House, busy, tell  # noqa: E402

ROWS, HERS = 500_000, 1_000
PEOPLE = {"an e-mail": "hers@example.com", "a phone": "+7 (912) 345-67-89"}
OWNER = Actor(None, None, Role.OWNER)
WITHIN_S, WAIT_MS = 30, 200
LOOK_EVERY_S = 0.05
HER_ROWS = (
    """
    CREATE TEMPORARY TABLE hers AS SELECT id, finished_at FROM journal_entry
    WHERE workspace_id = %(workspace)s AND kind = 'run' ORDER BY md5(id::text || %(person)s)
    LIMIT %(number)s
    """,
    """
    UPDATE journal_entry e SET subject = %(person)s, details = format(
        '{"trigger":{"body":{"contact":"%%s"}},"steps":[]}', %(person)s)
    FROM hers WHERE e.id = hers.id AND e.finished_at = hers.finished_at
    """,
    """
    UPDATE journal_words w SET words = w.words || E'\\n' || %(person)s
    FROM hers WHERE w.entry_id = hers.id AND w.finished_at = hers.finished_at
    """,
    """
    INSERT INTO journal_key (key, finished_at, entry_id)
    SELECT %(key)s, finished_at, id FROM hers
    """,
    "DROP TABLE hers",
    "VACUUM ANALYZE",
)


def make_hers(home: Workspace, person: str) -> None:
    """Let some of the rows be about the person."""
    key = hashed(home.pk, keys_of(person).keys[0])
    about: dict[str, Any] = {"workspace": home.pk, "person": person, "number": HERS, "key": key}
    with connection.cursor() as cursor:
        for statement in HER_ROWS:
            cursor.execute(statement, about if "%" in statement else None)


def erase(home: Workspace, person: str) -> Job:
    """Have the person erased, as a worker that rings every now and then would do it."""
    job = asking.begin(home, Wish([person]), OWNER)
    while job.state != Job.State.DONE:
        work_off()
        time.sleep(LOOK_EVERY_S)
        job.refresh_from_db()
    return job


def measure(house: House, kind: str, person: str) -> None:
    """Tell how long it takes, and how long others wait for it."""
    make_hers(house.home, person)
    began = time.perf_counter()
    asking.count(house.home, Wish([person]))
    tell(f"counting what is kept of {kind}", time.perf_counter() - began, "s", 2)
    waits: list[float] = []
    with busy(house, os.environ["DATABASE_URL"], waits):
        time.sleep(0.5)
        calm, began, used = len(waits), time.perf_counter(), time.process_time()
        job = erase(house.home, person)
        took, used = time.perf_counter() - began, time.process_time() - used
    if job.report is None or job.report["rows"] != HERS:
        raise RuntimeError(job.report)
    tell(f"erasing {kind} of {HERS:,} rows among {ROWS:,}", took, "s", WITHIN_S)
    tell("  of it the worker's own work", used, "s CPU")
    tell("  longest wait of readers and writers meanwhile", 1000 * max(waits[calm:]), "ms", WAIT_MS)


def main() -> None:
    """Fill the journal, then erase one after the other."""
    call_command("migrate", verbosity=0)
    house = House()
    house.fill(ROWS)
    for kind, person in PEOPLE.items():
        measure(house, kind, person)


if __name__ == "__main__":
    main()
