"""Memory with an end: what was used last stays, what was used longest ago goes."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Remembers at most so many values by their keys."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._all: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return what is remembered, and remember it longer; None when there is nothing."""
        value = self._all.get(key)
        if value is not None:
            self._all.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> V:
        """Remember a value, which is returned."""
        self._all[key] = value
        self._all.move_to_end(key)
        if len(self._all) > self._most:
            self._all.popitem(last=False)
        return value

    def forget(self, key: K) -> None:
        """Remember it no longer."""
        self._all.pop(key, None)
