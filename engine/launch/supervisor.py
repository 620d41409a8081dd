"""Keeps processes alive: what dies is started again, and all of it ends with the supervisor."""

import asyncio
import re
import signal
import subprocess
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from engine.launch.errors import CannotStart
from engine.launch.processes import Program, signal_group, signal_one, spawn, wait_and_sweep
from engine.launch.servers import last_words
from engine.launch.terminal import TROUBLE, Terminal

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 5.0
STEADY_S = 10.0  # who lived this long starts again without a longer delay
GRACE_IN_A_HURRY_S = 1.0
LOOK_EVERY_S = 0.05
KILLED_WITHIN_S = 10.0  # the system may be slow to clear away even what heeds nothing
HOPELESS = 3  # deaths before the first sign of life


@dataclass(frozen=True)
class Service:
    """A process to keep alive: how to prepare each start, and which of its lines mean trouble."""

    name: str
    prepare: Callable[[], Program]
    trouble: re.Pattern[str] = TROUBLE


@dataclass
class Kept:
    """One service under supervision, over all of its lives."""

    service: Service
    terminal: Terminal
    process: subprocess.Popen[bytes] | None = None
    program: Program | None = None
    deaths: int = 0
    refusal: str = ""
    leaving: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> None:
        """Run the service again and again until it is asked to leave."""
        delay_s = FIRST_DELAY_S
        while not self.leaving.is_set():
            began = time.monotonic()
            how = await self._live()
            if self.leaving.is_set():
                return
            self.deaths += 1
            delay_s = FIRST_DELAY_S if time.monotonic() - began > STEADY_S else delay_s
            if self.deaths > 1 or not self.refusal:  # who waits for the first start tells of it
                self.terminal.say(f"{how}; starting it again", self.service.name)
            await self._pause(delay_s)
            delay_s = min(delay_s * 2, LONGEST_DELAY_S)

    def ask_to_leave(self) -> float:
        """Send the polite signal and return how long to be patient."""
        self.leaving.set()
        if self.process is None or self.program is None:
            return LONGEST_DELAY_S
        signal_one(self.process, self.program.stop_signal)
        return self.program.patience_s

    async def renew(self) -> None:
        """End the process, by force if it does not heed the polite signal; the next one follows."""
        old, program = self.process, self.program
        if old is None or program is None:
            return
        signal_one(old, program.stop_signal)
        if not await self._is_gone(old, program.patience_s):
            self.send_away()
            await self._is_gone(old, KILLED_WITHIN_S)

    async def _is_gone(self, old: subprocess.Popen[bytes], within_s: float) -> bool:
        ends_at = time.monotonic() + within_s
        while self.process is old and time.monotonic() < ends_at:
            await asyncio.sleep(LOOK_EVERY_S)
        return self.process is not old

    def send_away(self) -> None:
        """End the process at once, with all that it started."""
        if self.process is not None:
            signal_group(self.process, signal.SIGKILL)

    async def _live(self) -> str:
        try:
            self.program = await asyncio.to_thread(self.service.prepare)
            if self.leaving.is_set():
                return "not needed any more"
            self.process = spawn(self.program, subprocess.PIPE)
        except (CannotStart, OSError) as error:
            self.refusal = str(error)
            return f"cannot start: {error}"
        listening = asyncio.create_task(self._listen(self.process))
        code = await asyncio.to_thread(wait_and_sweep, self.process)
        self.process = None
        await _finish(listening)
        return f"killed by signal {-code}" if code < 0 else f"ended with code {code}"

    async def _listen(self, process: subprocess.Popen[bytes]) -> None:
        reader = asyncio.StreamReader(limit=1 << 20)
        protocol = asyncio.StreamReaderProtocol(reader)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: protocol, process.stdout
        )
        try:
            while line := await _line(reader):
                text = line.decode("utf-8", "replace").rstrip()
                self.terminal.hear(self.service.name, text, self.service.trouble)
        finally:
            pipe.close()

    async def _pause(self, delay_s: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.leaving.wait(), delay_s)


class Supervisor:
    """A set of services that start in order and end in the opposite order."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._kept: list[tuple[Kept, asyncio.Task[None]]] = []
        # One waiting thread a service; the default of a two-core machine would be six in all.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(32))

    def start(self, service: Service) -> Kept:
        """Begin to keep a service alive."""
        kept = Kept(service, self.terminal)
        self._kept.append((kept, asyncio.create_task(kept.keep())))
        return kept

    async def stop(self, hurry: asyncio.Event) -> None:
        """End everything, the last started first; `hurry` may be set on the way."""
        hurried = asyncio.create_task(hurry.wait())
        for kept, task in reversed(self._kept):
            patience_s = kept.ask_to_leave()
            await asyncio.wait({task, hurried}, timeout=patience_s, return_when=FIRST_COMPLETED)
            await asyncio.wait({task}, timeout=GRACE_IN_A_HURRY_S)
            kept.send_away()
            await task
        hurried.cancel()
        self._kept.clear()


async def until_ready(kept: Kept, ready: Callable[[], bool], patience_s: float = 60) -> None:
    """Return when `ready` says so; a service that keeps dying before is reported."""
    deadline = time.monotonic() + patience_s
    while not await asyncio.to_thread(ready):
        if kept.refusal:
            raise CannotStart(kept.refusal)
        if kept.deaths >= HOPELESS or time.monotonic() > deadline:
            log = kept.terminal.log_of(kept.service.name)
            raise CannotStart(f"{log.stem} does not start; {log} ends with:\n{last_words(log)}")
        await asyncio.sleep(LOOK_EVERY_S)


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except ValueError:  # longer than any sane line: the rest of it comes next
        return b"(a line too long to show)\n"


async def _finish(listening: asyncio.Task[None]) -> None:
    # A grandchild in a session of its own can hold the pipe open; the words of the dead are few.
    with suppress(TimeoutError):
        await asyncio.wait_for(listening, 1)
