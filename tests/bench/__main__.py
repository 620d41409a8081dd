"""`make bench`: start the product, measure, print each figure beside its goal."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.bench import ceilings
from tests.installation import Flow, Installation, free_port, until

SECONDS = 10.0
CONNECTIONS = 64
LOOP_ITEMS = 10_000


@dataclass(frozen=True)
class Figure:
    """One measured number, its goal, and which side of the goal is good."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    more_is_better: bool = True

    def line(self) -> str:
        """Return the figure as a row of the table."""
        shown = f"{self.name:<58}{self.value:>12,.1f} {self.unit:<9}"
        if self.goal is None:
            return shown + "(ceiling)"
        good = self.value >= self.goal if self.more_is_better else self.value <= self.goal
        sign = "≥" if self.more_is_better else "<"
        return shown + f"goal {sign} {self.goal:,.0f}".ljust(18) + ("ok" if good else "MISSED")


def say(figure: Figure) -> None:
    """Print a figure as soon as it is known."""
    sys.stdout.write(figure.line() + "\n")
    sys.stdout.flush()


@contextmanager
def target() -> Iterator[str]:
    """Run the target in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.target", str(port)]
    process = subprocess.Popen(command)
    try:
        until(lambda: _is_open(port), within_s=10, what="the target")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.kill()
        process.wait()


def _is_open(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def load(url: str, rate: float, *, seconds: float = SECONDS) -> dict[str, Any]:
    """Run the generator and return what it saw."""
    words = [url, str(seconds), str(rate), str(CONNECTIONS)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.generator", *words],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    if set(told["statuses"]) - {"200"}:
        sys.stdout.write(f"  answers other than 200: {told['statuses']}\n")
    return told


SOME = {"email": "{{ trigger.body.email }}", "name": "{{ trigger.body.first }}"}
TIMED = {"due": "{{ trigger.body.due }}"}


def post_step(target_url: str, step_id: str, body: dict[str, str] = SOME) -> dict[str, Any]:
    """Return an action that posts some of the event to the target."""
    fields = {"method": "POST", "url": target_url, "body": body}
    return {
        "id": step_id,
        "kind": "action",
        "connector": "http",
        "action": "request",
        "fields": fields,
    }


def filter_step() -> dict[str, Any]:
    """Return a filter that lets everything of the bench pass."""
    rule = {"value": "{{ trigger.body.amount }}", "is": "greater", "than": 10}
    return {"id": "paid", "kind": "filter", "when": {"all": [rule]}}


def sustained(product: Installation, flow: Flow, *, seconds: float = SECONDS) -> float:
    """Return events a second, counted from the first post to the last journal row."""
    began = time.perf_counter()
    told = load(flow.hook, 0, seconds=seconds)
    until(lambda: product.unfinished(flow) == 0, within_s=300, what="the end of the queue")
    return float(told["sent"] / (time.perf_counter() - began))


def waits_at(target_url: str) -> dict[str, float]:
    """Return how long timed events took to the target since the last question."""
    line = HTTPConnection(urlsplit(target_url).netloc)
    line.request("GET", "/")
    waits: dict[str, float] = json.load(line.getresponse())
    line.close()
    return waits


def measure_flows(product: Installation, target_url: str) -> None:
    """Measure whole runs: every event durable before its answer, and journaled."""
    one = product.flow([filter_step(), post_step(target_url, "send")])
    sustained(product, one, seconds=2.0)
    rate = sustained(product, one)
    say(Figure("webhook → filter → HTTP action, sustained", rate, "events/s", 2500))
    timed = product.flow([filter_step(), post_step(target_url, "send", TIMED)])
    load(timed.hook, 300, seconds=2.0)
    waits_at(target_url)
    steady = load(timed.hook, 300)
    say(Figure("acknowledged at 300/s, p50", steady["p50_ms"], "ms", 2, False))
    say(Figure("acknowledged at 300/s, p99", steady["p99_ms"], "ms", 10, False))
    until(lambda: product.unfinished(timed) == 0, within_s=60, what="the end of the queue")
    arrived = waits_at(target_url)
    say(Figure("at the target at 300/s, p50", arrived["p50_ms"], "ms", 15, False))
    say(Figure("at the target at 300/s, p99", arrived["p99_ms"], "ms", 60, False))
    full = load(one.hook, 2500)
    say(Figure("acknowledged at 2,500/s, p50", full["p50_ms"], "ms", 15, False))
    say(Figure("acknowledged at 2,500/s, p99", full["p99_ms"], "ms", 60, False))
    until(lambda: product.unfinished(one) == 0, within_s=300, what="the end of the queue")
    three = product.flow([post_step(target_url, f"send{n}") for n in range(3)])
    rate = sustained(product, three)
    say(Figure("three actions in a row, sustained", rate, "events/s", 1000))


def measure_loop(product: Installation, target_url: str) -> None:
    """Measure one event with a long list."""
    each = {
        "id": "each",
        "kind": "loop",
        "over": "{{ trigger.body.items }}",
        "steps": [post_step(target_url, "send")],
    }
    flow = product.flow([each])
    began = time.perf_counter()
    product.call("POST", f"/bundles/{flow.id}/run", _many_items())
    until(lambda: product.finished(flow) == 1, within_s=120, what="the end of the loop")
    took = time.perf_counter() - began
    say(Figure("10,000 loop items, one action each", took, "s", 8, False))


def _many_items() -> dict[str, Any]:
    return {"event": {"body": {"items": list(range(LOOP_ITEMS))}}}


def measure_ingest(product: Installation) -> None:
    """Measure the receiver alone: the bundle rests, its events wait in the queue."""
    flow = product.flow([filter_step()])
    product.call("POST", f"/bundles/{flow.id}/pause", {})
    load(flow.hook, 0, seconds=2.0)
    told = load(flow.hook, 0)
    say(Figure("ingest alone", told["sent"] / told["seconds"], "events/s", 8000))
    product.call("DELETE", f"/bundles/{flow.id}")


def measure_memory(product: Installation, name: str) -> None:
    """Measure what all processes hold now, what they share counted once."""
    memory = sum(pss_kb(pid) for pid in product.everything()) / 1024
    say(Figure(name, memory, "MB", 600, False))


def measure_rest(product: Installation) -> None:
    """Measure memory and what an idle installation costs."""
    measure_memory(product, "memory of all processes together (PSS)")
    time.sleep(3)
    before, began = cpu_s(product), time.perf_counter()
    time.sleep(20)
    share = 100 * (cpu_s(product) - before) / (time.perf_counter() - began)
    say(Figure("idle", share, "% a core", 3, False))


def measure_polling(product: Installation) -> None:
    """Measure the scheduling of 10,000 polling bundles at 60 s, in a database of its own."""
    told = json.loads(apart(product, "polling", "70"))
    cpu = told["cpu"] + told["postgres_cpu"]
    say(
        Figure("10,000 bundles polled at 60 s, scheduling alone", told["cpu"], "% a core", 5, False)
    )
    say(Figure("  with PostgreSQL's part", cpu, "% a core", 10, False))
    say(Figure("  behind their time, p99", told["lag_p99_s"], "s", 2, False))


def measure_analytics(product: Installation) -> None:
    """Measure the analytics of 13 months of 500 bundles, in a database of its own."""
    for line in apart(product, "analytics").splitlines():
        told = json.loads(line)
        say(Figure(told["name"], told["p50"], "ms", told["goal"], False))
        say(Figure("  p95", told["p95"], "ms", told["goal"], False))


def apart(product: Installation, name: str, *words: str) -> str:
    """Run a bench of this folder in a process and a database of its own; return what it prints."""
    with psycopg.connect(product.database_url, autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = urlsplit(product.database_url)._replace(path=f"/{name}")
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *words],
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            **product.environment,
            "DATABASE_URL": urlunsplit(address),
            "REDIS_URL": product.valkey_url,
        },
    )
    return done.stdout


def measure_journal(product: Installation) -> None:
    """Measure pages, counts and searches of a journal that grows, in a database of its own."""
    with psycopg.connect(product.database_url, autocommit=True) as db:
        db.execute("CREATE DATABASE journal")
        address = urlunsplit(urlsplit(product.database_url)._replace(path="/journal"))
        words = [sys.executable, "-m", "tests.bench.journal"]
        given = {"DATABASE_URL": address, "REDIS_URL": product.valkey_url}
        environment = {**os.environ, **product.environment, **given}
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as told:
            for line in told.stdout or ():
                say(Figure(**json.loads(line), more_is_better=False))
        if told.returncode:
            raise RuntimeError("the bench of the journal ended early")
        db.execute("DROP DATABASE journal")


def measure_start(product: Installation) -> None:
    """Measure a warm start, from the command to ready."""
    product.stop()
    began = time.perf_counter()
    product.start()
    took = time.perf_counter() - began
    say(Figure("ready after a warm start", took, "s", 5, False))


def pss_kb(pid: int) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0


def cpu_s(product: Installation) -> float:
    ticks = 0
    for pid in product.everything():
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def main() -> None:
    """Measure everything."""
    with Installation() as product, target() as target_url:
        say(
            Figure("bare COPY of 600-byte rows", ceilings.copy_rate(product.database_url), "rows/s")
        )
        commits = ceilings.commit_rate(product.database_url)
        say(Figure("bare INSERT, one durable commit each", commits, "rows/s"))
        p50, p99 = ceilings.commit_waits(product.database_url)
        say(Figure("bare INSERT at 300/s, durable, p50", p50, "ms"))
        say(Figure("bare INSERT at 300/s, durable, p99", p99, "ms"))
        say(Figure("bare aiohttp, 64 at once", ceilings.call_rate(target_url), "calls/s"))
        measure_rest(product)
        measure_flows(product, target_url)
        measure_loop(product, target_url)
        measure_ingest(product)
        measure_memory(product, "memory after the load (PSS)")
        measure_polling(product)
        measure_journal(product)
        measure_analytics(product)
        measure_start(product)


if __name__ == "__main__":
    main()
