"""Whether the database still has to be prepared, and the one process that does it."""

import asyncio
import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.config.local_run import ROOT
from engine.kernel.json_types import Json
from engine.launch import first_steps, records
from engine.launch.errors import CannotStart
from engine.launch.processes import Program, signal_group, spawn

TOLD_ONCE = ("password", "said")


@dataclass(frozen=True)
class Preparation:
    """Migrations and the owner account; skipped when the code has not changed since the last."""

    home: Path
    env: Mapping[str, str]
    cluster: Path | None  # None: a server that is not ours, whose state nobody can know from here

    async def done(self) -> Mapping[str, Json]:
        """Return what to tell the person, after preparing the database where that is needed."""
        known = records.read(self.home / records.PREPARED_FILE)
        mark = self._mark()
        if mark and known.get("mark") == mark:
            return known
        fresh = await answer_of("prepare", ("-m", "engine.launch.prepare"), self.env)
        kept = {name: value for name, value in fresh.items() if name not in TOLD_ONCE}
        records.write(self.home / records.PREPARED_FILE, {**kept, "mark": mark})
        return fresh

    def _mark(self) -> str:
        """Return a digest of what prepares the database, and of the cluster it was done to."""
        if self.cluster is None:
            return ""
        digest = hashlib.sha256(str((self.cluster / "PG_VERSION").stat().st_mtime_ns).encode())
        migrations = sorted((ROOT / "engine").glob("*/migrations/*.py"))
        wall = sorted((ROOT / "engine" / "accounts" / "wall").glob("*.py"))
        sample = Path(first_steps.__file__)
        for path in (*migrations, *wall, sample, ROOT / "requirements" / "base.txt"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()


async def answer_of(name: str, words: Sequence[str], env: Mapping[str, str]) -> Mapping[str, Json]:
    """Run a short Python program to its end and return the JSON of its last line.

    What it said before, such as a warning, is there as `said`.
    """
    command = (sys.executable, *words)
    process = spawn(Program(name, command, cwd=ROOT, env=env), subprocess.PIPE)
    try:
        said, _ = await asyncio.to_thread(process.communicate)
    except asyncio.CancelledError:
        signal_group(process, signal.SIGKILL)
        raise
    lines = said.decode("utf-8", "replace").splitlines()
    if process.returncode:
        raise CannotStart(f"{name} did not work:\n" + "\n".join(lines[-12:]))
    return {**json.loads(lines[-1]), "said": lines[:-1]}


def lines_of(answer: Mapping[str, Json], name: str) -> Sequence[str]:
    """Return what an answer tells a person under this name."""
    lines = answer.get(name)
    return [str(line) for line in lines] if isinstance(lines, list) else []
