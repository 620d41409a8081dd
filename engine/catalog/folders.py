"""Where connectors are: looked for without importing any."""

import importlib.util
from pathlib import Path


def folders_of(package: str = "connectors") -> dict[str, Path]:
    """Return the folder of each connector in a package, by slug and in alphabetical order."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    files = [file for place in places or () for file in Path(place).glob("*/connector.py")]
    return {file.parent.name: file.parent for file in sorted(files)}
