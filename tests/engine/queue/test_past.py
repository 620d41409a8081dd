"""What is kept of a run that is not gone on with is told in the order in which it was done."""

from typing import Any

import orjson
import pytest

from engine.kernel.ids import new_id
from engine.queue.models import Checkpoint
from engine.queue.past import past_of

pytestmark = pytest.mark.django_db


def action(path: str, at: str) -> dict[str, Any]:
    """Return the story of an action that began at this time of a day."""
    attempts = [{"n": 1, "at": f"2026-11-21T{at}.5Z"}]
    return {"id": path, "kind": "action", "status": "succeeded", "attempts": attempts}


def test_steps_are_told_in_the_order_in_which_they_began() -> None:
    run_id = new_id()
    until = {"until": "2026-11-21T10:00:00+00:00"}
    delay = {"id": "b", "kind": "delay", "status": "waiting", "output": until}
    steps = [action("z", "09:00:00"), delay, action("each[2].a", "10:00:01")]
    steps.append(action("each[10].a", "10:00:02"))
    for step in sorted(steps, key=lambda one: str(one["id"])):
        state = orjson.dumps(step).decode()
        Checkpoint.objects.create(run_id=run_id, path=step["id"], state=state)
    Checkpoint.objects.create(run_id=run_id, path="f?", state='{"holds":true}')

    past = past_of([run_id])[run_id]

    assert [step["id"] for step in past.steps] == [step["id"] for step in steps]
    assert past.decided == {"f": True}
