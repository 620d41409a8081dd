"""Changes reach those who listen, though the web process dies under them."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from tests.faults.stage import Stage
from tests.faults.target import slow
from tests.installation import Installation, until

SLOW_S = 1.5
STOP_S = 6.5  # what is still open after seven is cut off
PATIENCE_S = 30


@dataclass
class Stream:
    """An open stream, read as a browser reads it."""

    answer: HTTPResponse
    position: str = ""

    def next(self) -> tuple[str, Any] | None:
        """Return the next event, None for a block without one; raises when the line is lost."""
        fields = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        if not fields:
            raise ConnectionError("the stream has ended")
        self.position = fields.get("id", self.position)
        return (fields["event"], json.loads(fields["data"])) if "data" in fields else None

    def until_greeted(self) -> None:
        """Read on until the stream has told where it is."""
        while not self.position:
            self.next()

    def rows(self, number: int) -> list[str]:
        """Read on until so many runs are heard of; returns their ids."""
        found: list[str] = []
        give_up_at = time.monotonic() + PATIENCE_S
        while len(found) < number:
            assert time.monotonic() < give_up_at, found
            event = self.next()
            if event is not None and event[0] == "journal":
                assert not event[1]["more"]
                found += [row["id"] for row in event[1]["rows"] if row["kind"] == "run"]
        return found

    def until_lost(self) -> None:
        """Read on until the line is lost or ended."""
        try:
            while True:
                self.next()
        except (OSError, HTTPException):
            return


@contextmanager
def listening(product: Installation, since: str = "") -> Iterator[Stream]:
    """Open a stream; it goes on where an earlier one was lost."""
    headers = {"Authorization": f"Bearer {product.token}", "Accept": "text/event-stream"}
    if since:
        headers["Last-Event-ID"] = since
    connection = HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/api/v1/events", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200
        yield Stream(answer)
    finally:
        connection.close()


def test_a_killed_web_process_costs_a_listener_nothing(stage: Stage) -> None:
    product, act = stage.product, stage.act(slow(SLOW_S))
    with listening(product) as before:
        before.until_greeted()
        act.send(range(5)).result()
        heard = before.rows(5)
        act.send(range(5, 10)).result()
        product.kill(*product.at_work("web"))
        before.until_lost()
    until(product.is_ready, within_s=PATIENCE_S, what="the web process")

    with listening(product, before.position) as after:
        heard += after.rows(5)
        act.send([10]).result()
        heard += after.rows(1)

    assert sorted(heard) == sorted(row["id"] for row in product.journal(act.flow))


def test_open_streams_do_not_keep_the_web_process_from_stopping(product: Installation) -> None:
    (web,) = product.at_work("web")
    with listening(product) as one, listening(product) as other:
        one.until_greeted()
        other.until_greeted()
        began = time.monotonic()
        product.kill(web, number=signal.SIGTERM)
        one.until_lost()
        other.until_lost()

        until(lambda: web not in product.pids("web"), within_s=STOP_S, what="the stop")
    assert time.monotonic() - began < STOP_S
    until(product.is_ready, within_s=PATIENCE_S, what="the web process")


def test_a_listener_hears_on_after_postgresql_was_away(stage: Stage) -> None:
    product, act = stage.product, stage.act()
    with listening(product) as stream:
        stream.until_greeted()
        before = product.at_work("postgres")
        product.kill(*before, number=signal.SIGQUIT)
        product.until_renewed("postgres", before)
        act.send([1]).result()

        assert len(stream.rows(1)) == 1
