"""Finds connectors by scanning folders; each is imported when it is first asked for."""

import importlib
import logging
from functools import lru_cache
from pathlib import Path

from connectors.sdk.declare import Connector
from engine.catalog.errors import ConnectorUnknown
from engine.catalog.folders import folders_of

logger = logging.getLogger(__name__)


class Registry:
    """The connectors in the folders of one package."""

    def __init__(self, package: str = "connectors") -> None:
        self._package = package
        self._loaded: dict[str, Connector] = {}
        self._folders: dict[str, Path] | None = None

    def slugs(self) -> tuple[str, ...]:
        """Name every connector, in alphabetical order, without importing any."""
        return tuple(self._scanned())

    def folder(self, slug: str) -> Path:
        """Return the folder a connector lives in."""
        found = self._scanned().get(slug)
        if found is None:
            raise ConnectorUnknown(slug=slug)
        return found

    def get(self, slug: str) -> Connector:
        """Return a connector; only names that were found as folders are ever imported."""
        known = self._loaded.get(slug)
        if known is None:
            self.folder(slug)
            known = self._load(slug)
            self._loaded[slug] = known
        return known

    def all(self) -> tuple[Connector, ...]:
        """Return every connector that can be imported; a broken one is logged and left out."""
        return tuple(one for slug in self.slugs() if (one := self._get_or_none(slug)))

    def _get_or_none(self, slug: str) -> Connector | None:
        try:
            return self.get(slug)
        except Exception:
            logger.exception("The connector %s cannot be imported", slug)
            return None

    def _load(self, slug: str) -> Connector:
        found = importlib.import_module(f"{self._package}.{slug}.connector").connector
        if not isinstance(found, Connector) or found.slug != slug:
            raise TypeError(f"{self._package}.{slug}.connector declares no connector {slug!r}")
        return found

    def _scanned(self) -> dict[str, Path]:
        if self._folders is None:
            self._folders = folders_of(self._package)
        return self._folders


@lru_cache(maxsize=1)
def installed() -> Registry:
    """Return the connectors of this installation."""
    return Registry()


def get(slug: str) -> Connector:
    """Return an installed connector; raises ConnectorUnknown."""
    return installed().get(slug)


def find(slug: str | None) -> Connector | None:
    """Return an installed connector; None when there is none of this name, or no longer."""
    try:
        return get(slug) if slug else None
    except ConnectorUnknown:
        return None
