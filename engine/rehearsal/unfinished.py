"""Which steps of a draft cannot be published yet, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.bundles.validation import publishing_mistakes
from engine.flow.definition import raw_steps
from engine.kernel.errors import Mistake
from engine.kernel.json_types import JsonObject
from engine.rehearsal.parts import Services

BUNDLE = "/definition"
Unfinished = Mapping[str, Sequence[Mistake]]


def unfinished_steps(definition: JsonObject, services: Services) -> Unfinished:
    """Return the mistakes of each step by its id; those of the trigger are nobody's."""
    places = {path: str(raw.get("id")) for path, raw in raw_steps(definition)}
    found: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in publishing_mistakes(definition, services):
        path = mistake.path.removeprefix(BUNDLE)
        around = [place for place in places if f"{path}/".startswith(f"{place}/")]
        if around:
            found[places[max(around, key=len)]].append(mistake)
    return found
