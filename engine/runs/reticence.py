"""What may be said of a run's error before the run has ended, outside of its own story."""

from collections.abc import Mapping
from typing import Any

import orjson

from engine.journal.telling.errors import kept
from engine.runs.claim import Claimed
from engine.runs.trace import Trace


def reticent(
    run: Claimed, trace: Trace, error: Mapping[str, Any], step: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the error without what is hidden in the event or in a step, the present one as well.

    The run itself keeps its data until it ends: it goes on with it.
    """
    facts = run.facts
    if not (facts.masked_fields or facts.is_confidential):
        return dict(error)
    told = orjson.loads(trace.details(run.payload))
    told["steps"].append(step or {})
    rules, is_confidential = facts.masked_fields, facts.is_confidential
    return dict(kept(dict(error), rules, is_confidential=is_confidential, told=told))
