"""A folder of connectors that are installed for the tests only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import connectors
from engine.catalog import registry

MINE = ("connectors.granary", "connectors.silo")


@contextmanager
def shelf_installed() -> Iterator[None]:
    """Install the connectors of this folder beside the real ones."""
    connectors.__path__.append(str(Path(__file__).parent))
    registry.installed.cache_clear()
    try:
        yield
    finally:
        connectors.__path__.pop()
        registry.installed.cache_clear()
        for name in [one for one in sys.modules if one.startswith(MINE)]:
            del sys.modules[name]
