"""Form bodies as PHP reads them: `data[0][1]=x` makes nested arrays."""

import re
from typing import Any
from urllib.parse import parse_qsl

Params = dict[str, Any]

NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
KEY = re.compile(r"\[([^\[\]]*)\]")


def read_params(text: str) -> Params:
    """Return the parameters of a form or a query string; arrays are dicts, as in PHP."""
    found: Params = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = NAME.match(name)
        if match is None:
            found[name] = value
            continue
        place, path = found, [match[1], *KEY.findall(match[2])]
        for step in path[:-1]:
            child = place.get(step)
            if not isinstance(child, dict):
                child = place[step] = {}
            place = child
        place[path[-1] or str(len(place))] = value
    return found


def listed(value: Any) -> list[Any]:
    """Return the values of an array in the order of its numbers."""
    return list(value.values()) if isinstance(value, dict) else []


def comma(text: Any) -> list[str]:
    """Return the parts of a comma list."""
    return [one.strip() for one in str(text or "").split(",") if one.strip()]
