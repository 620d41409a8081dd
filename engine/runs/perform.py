"""One claimed run, whatever it is: worked off, told as a duplicate, or ended as poison."""

import asyncio
import logging

import psycopg

from engine.flow import definition
from engine.kernel.ids import new_id
from engine.queue.past import when
from engine.runs.claim import Claimed
from engine.runs.execute import Execution
from engine.runs.outcome import LeaseLost, internal_error
from engine.runs.results import Ending, Wait
from engine.runs.tools import Tools

log = logging.getLogger(__name__)

NOTHING = definition.compile({"trigger": {}, "steps": [{"id": "none", "kind": "stop"}]})


async def perform(run: Claimed, tools: Tools) -> Ending | Wait:
    """Work off one claimed run; a bug becomes a failed run with a reference. Raises LeaseLost."""
    if run.status == "duplicate":
        return Execution(run, NOTHING, {}, tools).ending("duplicate")
    if run.is_poison:
        return await _cut_short(run, tools)
    try:
        program = await tools.library.program(tools.db, run.version_id)
        saved = await tools.saved(run) if run.has_past else {}
    except LookupError:
        error = {"code": "version_gone", "remedy": "fix"}
        return Execution(run, NOTHING, {}, tools).ending("failed", error)
    execution = Execution(run, program, saved, tools)
    try:
        return await execution.perform()
    except (asyncio.CancelledError, LeaseLost, psycopg.OperationalError):
        raise
    except Exception:
        reference = str(new_id())
        log.exception("Run %s failed by a bug, reference %s", run.id, reference)
        error = internal_error(reference, "")
        return execution.held_up(error) or execution.ending("failed", error)


async def _cut_short(run: Claimed, tools: Tools) -> Ending | Wait:
    try:
        program = await tools.library.program(tools.db, run.version_id)
    except LookupError:
        program = NOTHING
    saved = sorted((await tools.saved(run)).items(), key=lambda one: when(one[1]))
    execution = Execution(run, program, dict(saved), tools)
    error = {"code": "poison", "remedy": "bug", "params": {"crashes": run.crashes}}
    return execution.held_up(error) or execution.cut_short(error)
