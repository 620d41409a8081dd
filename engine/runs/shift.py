"""One worker process's shift: its event loop, its `Worker`, and when to stop.

The machine is made once in each process and kept between drains, with its connections. One process
of every node stays free for upkeep; which ones drain is settled by file locks, which a killed
process gives back by dying.
"""

import asyncio
import fcntl
import logging
import mmap
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import uvloop
from celery import current_app
from django.conf import settings

from engine.queue import bell
from engine.runs.worker import Settings, Worker

log = logging.getLogger(__name__)

LONGEST_DRAIN_S = 600.0
HOLD_BELL_EVERY_S = 0.5

# Shared with the children of this process: the parent raises the flag, they go home.
_flag = mmap.mmap(-1, 1)


def end_soon() -> None:
    """Ask every process of this node to finish what it has and take no more."""
    _flag[0] = 1


def is_ending() -> bool:
    """Whether the node has been asked to stop."""
    return _flag[0] == 1


@contextmanager
def a_place() -> Iterator[bool]:
    """Take one of the node's draining places; yields False when all are taken."""
    held: IO[bytes] | None = None
    for number in range(max(1, settings.WORKER_PROCESSES - 1)):
        file = _lock_file(number).open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
        else:
            held = file
            break
    try:
        yield held is not None
    finally:
        if held is not None:
            held.close()


def _lock_file(number: int) -> Path:
    return Path(tempfile.gettempdir()) / f"svyazka-drain-{os.getppid()}-{number}.lock"


class Shift:
    """This process's loop and machine; `drain` may be called again and again."""

    def __init__(self) -> None:
        self._loop = uvloop.new_event_loop()
        self._worker: Worker | None = None
        self._is_saturated = False

    def drain(self) -> None:
        """Work the queue off; a broken machine is thrown away and made anew the next time."""
        try:
            self._loop.run_until_complete(self._drain())
        except Exception:
            self._worker = None
            raise

    async def _drain(self) -> None:
        if self._worker is None:
            self._worker = await self._machine().__aenter__()
        ends_at = time.monotonic() + LONGEST_DRAIN_S
        is_over = False
        while not is_over:
            await self._work_until_idle(self._worker, ends_at)
            # Who put work in while the bell was held relied on us: look once more.
            is_over = is_ending() or time.monotonic() > ends_at or not await self._worker.has_due()

    async def _work_until_idle(self, worker: Worker, ends_at: float) -> None:
        holder = asyncio.create_task(self._hold_bell())
        try:
            await worker.drain(lambda: is_ending() or time.monotonic() > ends_at, self._saturated)
        finally:
            holder.cancel()
            await asyncio.to_thread(bell.release)

    def _saturated(self) -> None:
        self._is_saturated = True

    async def _hold_bell(self) -> None:
        """Keep the bell quiet while this process looks after the queue, unless it needs help."""
        while True:
            if not self._is_saturated:
                await asyncio.to_thread(bell.hold)
            self._is_saturated = False
            await asyncio.sleep(HOLD_BELL_EVERY_S)

    def _machine(self) -> Worker:
        return Worker(
            Settings(
                valkey_url=settings.REDIS_URL,
                allowed_networks=settings.ALLOWED_NETWORKS,
                service_urls=settings.SERVICE_URLS,
                lease_s=settings.LEASE_S,
                in_flight=settings.IN_FLIGHT,
                per_bundle=settings.IN_FLIGHT_PER_BUNDLE,
                payload_cap=settings.PAYLOAD_LIMIT_BYTES,
            ),
            plan_limit_reached=lambda run, error: _tell(
                "engine.runs.tasks.block_bundle", str(run.bundle_id), dict(error)
            ),
            connection_rejected=lambda connection_id, error: _tell(
                "engine.runs.tasks.require_login", str(connection_id), dict(error)
            ),
        )


def _tell(task: str, *args: Any) -> None:
    """Hand something to the upkeep queue without holding up the loop."""
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, _send, task, args)


def _send(task: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task, args=args, ignore_result=True, retry=False)
    except Exception:
        log.warning("The task %s could not be handed over", task, exc_info=True)
