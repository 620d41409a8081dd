"""What this machine can do at all, in the same run: bare PostgreSQL and a bare HTTP client."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp
import psycopg
import uvloop

ROW = b"01a1ffe3-0da6-704e-8764-1846070b8047\t2026-01-01 00:00:00+00\t" + b"x" * 600 + b"\n"
TABLE = "CREATE UNLOGGED TABLE bench_rows (id uuid, at timestamptz, content text)"
ROWS = 100_000
COMMITS = 300
PACE, PACED_COMMITS = 300, 1_500


def copy_rate(url: str) -> float:
    """Return rows a second of one COPY of 600-byte rows into a logged table."""
    with psycopg.connect(url) as db, db.cursor() as cursor:
        cursor.execute(TABLE.replace("UNLOGGED ", ""))
        began = time.perf_counter()
        with cursor.copy("COPY bench_rows FROM STDIN") as copy:
            for _ in range(ROWS // 1000):
                copy.write(ROW * 1000)
        db.rollback()
        return ROWS / (time.perf_counter() - began)


def commit_rate(url: str) -> float:
    """Return commits a second of one row each, each waiting for the disk."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(TABLE.replace("UNLOGGED ", ""))
        began = time.perf_counter()
        for _ in range(COMMITS):
            db.execute("INSERT INTO bench_rows VALUES (gen_random_uuid(), now(), 'x')")
        took = time.perf_counter() - began
        db.execute("DROP TABLE bench_rows")
        return COMMITS / took


def commit_waits(url: str) -> tuple[float, float]:
    """Return p50 and p99, in ms, of durable commits of one row each, 300 a second."""
    waited = []
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(TABLE.replace("UNLOGGED ", ""))
        began = time.perf_counter()
        for number in range(PACED_COMMITS):
            time.sleep(max(0.0, began + number / PACE - time.perf_counter()))
            asked = time.perf_counter()
            db.execute("INSERT INTO bench_rows VALUES (gen_random_uuid(), now(), 'x')")
            waited.append((time.perf_counter() - asked) * 1000)
        db.execute("DROP TABLE bench_rows")
    waited.sort()
    return waited[len(waited) // 2], waited[len(waited) * 99 // 100]


def call_rate(target: str) -> float:
    """Return bare aiohttp POSTs a second, 64 at once, against the bench's own target."""
    return uvloop.run(_calls(target, seconds=3.0))


async def _calls(target: str, seconds: float) -> float:
    async with aiohttp.ClientSession() as session:
        done = 0

        async def call() -> None:
            nonlocal done
            async with session.post(target, data=b'{"a":1}') as answer:
                await answer.read()
            done += 1

        took = await _for_a_while(call, seconds)
    return done / took


async def _for_a_while(call: Callable[[], Awaitable[None]], seconds: float) -> float:
    began = time.perf_counter()

    async def keep_on() -> None:
        while time.perf_counter() - began < seconds:
            await call()

    await asyncio.gather(*(keep_on() for _ in range(64)))
    return time.perf_counter() - began
