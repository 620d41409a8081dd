"""One worker process's shift: its event loop, its `Worker`, and when to stop.

The machine is made once in each process and kept between drains, with its connections. One process
of every node stays free for upkeep; which ones drain, `places` settles.
"""

import asyncio
import contextlib
import logging
import mmap
import time
from typing import Any

import uvloop
from celery import current_app
from django.conf import settings

from engine.kernel import garbage
from engine.queue import bell
from engine.runs.places import Place
from engine.runs.settings import Settings
from engine.runs.worker import Worker

log = logging.getLogger(__name__)

LONGEST_DRAIN_S = 600.0
HAND_OVER_AGAIN_S = 30.0
HOLD_BELL_EVERY_S = 0.5

# Shared with the children of this process: the parent raises the flag, they go home.
_flag = mmap.mmap(-1, 1)


def end_soon() -> None:
    """Ask every process of this node to finish what it has and take no more."""
    _flag[0] = 1


def is_ending() -> bool:
    """Whether the node has been asked to stop."""
    return _flag[0] == 1


class Shift:
    """This process's loop and machine; `drain` may be called again and again."""

    def __init__(self) -> None:
        self._loop = uvloop.new_event_loop()
        self._worker: Worker | None = None
        self._is_saturated = False
        self._is_relieved = False

    def drain(self, place: Place) -> None:
        """Work the queue off; a broken machine is thrown away and made anew the next time."""
        self._is_relieved = False
        try:
            self._loop.run_until_complete(self._drain(place))
        except Exception:
            self.close()  # a new machine comes every second, with lines of its own
            raise

    def close(self) -> None:
        """Hang up, as well as a machine that may be broken can; the next drain makes a new one."""
        broken, self._worker = self._worker, None
        if broken is not None:
            with contextlib.suppress(Exception):
                self._loop.run_until_complete(broken.__aexit__())

    async def _drain(self, place: Place) -> None:
        if self._worker is None:
            self._worker = await self._machine().__aenter__()
            garbage.calm()
        term = _Term()
        is_over = False
        while not is_over:
            await self._work_until_idle(self._worker, place, term)
            # Who put work in while the bell was held relied on us: look once more.
            is_over = self._should_stop() or term.is_over or not await self._worker.has_due()

    def _should_stop(self) -> bool:
        return is_ending() or self._is_relieved

    async def _work_until_idle(self, worker: Worker, place: Place, term: "_Term") -> None:
        holder = asyncio.create_task(self._hold_bell(place))
        try:
            await worker.drain(
                self._should_stop,
                self._saturated,
                hands_over=term.hands_over,
                must_go=is_ending,
            )
        finally:
            holder.cancel()
            await asyncio.to_thread(bell.release)

    def _saturated(self) -> None:
        self._is_saturated = True

    async def _hold_bell(self, place: Place) -> None:
        """Keep the bell quiet while this process looks after the queue, unless it needs help."""
        while True:
            self._is_relieved = not place.keep()
            await asyncio.to_thread(_call_for_help if self._is_saturated else bell.hold)
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
                own_logins=settings.OWN_LOGINS,
            ),
            stop_bundle=lambda bundle_id, error: _tell(
                "engine.runs.tasks.block_bundle", str(bundle_id), dict(error)
            ),
        )


class _Term:
    """How long one drain lasts: past it, a worker goes home in the first lull that it finds.

    Celery renews a process that has grown too large only between tasks. No call is cut for that.
    """

    def __init__(self) -> None:
        self._ends_at = self._next_try_at = time.monotonic() + LONGEST_DRAIN_S

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends_at

    def hands_over(self) -> bool:
        """Whether it is time to try, now and then once the term is over."""
        if time.monotonic() < self._next_try_at:
            return False
        self._next_try_at = time.monotonic() + HAND_OVER_AGAIN_S
        return True


def _call_for_help() -> None:
    """Ring for the other nodes, although this one is at work."""
    bell.release()
    bell.ring()


def _tell(task: str, *args: Any) -> None:
    """Hand something to the upkeep queue without holding up the loop."""
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, _send, task, args)


def _send(task: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task, args=args, ignore_result=True, retry=False)
    except Exception:
        log.warning("The task %s could not be handed over", task, exc_info=True)
