"""What an action was given, as people may see it."""

from collections.abc import Mapping

from connectors.sdk import Action
from connectors.sdk.auth import MASK, is_secret_name
from engine.kernel.json_types import Json


def shown_inputs(action: Action, inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return an action's inputs as they may be shown: without secrets."""
    secret = {one.name for one in action.fields if one.kind == "secret"}
    return {name: MASK if name in secret else _shown(name, value) for name, value in inputs.items()}


def _shown(name: str, value: Json) -> Json:
    if name != "headers" or not isinstance(value, Mapping):
        return value
    return {key: MASK if is_secret_name(str(key)) else one for key, one in value.items()}
