"""The steps that neither call a service nor hold other steps: delay, stop, respond."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from engine.flow.definition import Delay, Respond, Step, Stop
from engine.kernel.clock import now, written
from engine.runs.answers import Reply
from engine.runs.outcome import PutOff, Stopped

if TYPE_CHECKING:
    from engine.runs.execute import Execution

Scope = Mapping[str, Any]


async def delay(execution: "Execution", step: Delay, scope: Scope, path: str) -> None:
    """Put the run off until the moment that the first look at it named; then go on."""
    known = execution.saved.get(path)
    if known is None:
        until = step.due_at(scope, now())
        told = told_of(step, path, "waiting", output={"until": written(until)})
        if until > now():
            await execution.save(path, told)
            raise PutOff(until)
    else:
        until = datetime.fromisoformat(known["output"]["until"])
        if until - now() > timedelta(milliseconds=1):
            raise PutOff(until)
    execution.trace.add(told_of(step, path, "succeeded", output={"until": written(until)}))


def stop(execution: "Execution", step: Stop, scope: Scope, path: str) -> NoReturn:
    """End the run with the step's result."""
    message = step.message.render(scope) if step.message is not None else None
    execution.trace.add(told_of(step, path, "succeeded", output={"message": message}))
    error = None
    if step.result == "failed":
        text = str(message) if message else None
        error = {"code": "stopped", "message": text, "remedy": "fix", "step": path}
    raise Stopped(step.result, error)


async def respond(execution: "Execution", step: Respond, scope: Scope, path: str) -> None:
    """Answer the caller of the webhook, if one still waits."""
    answer = step.answer(scope)
    run = execution.run
    if run.reply_to:
        message = Reply.of(answer).to_message(run.event_id)
        await execution.tools.publish(run.reply_to, message)
    output = {"status": answer.status, "body": answer.body}
    execution.trace.add(told_of(step, path, "succeeded", output=output))


def told_of(step: Step, path: str, status: str, *, output: Any = None) -> dict[str, Any]:
    """Return the story of a step that is no action."""
    told = {"id": step.id, "kind": step.kind, "status": status, "output": output}
    if path != step.id:
        told["path"] = path
    return told
