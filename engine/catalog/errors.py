"""What can go wrong when a connector is looked up."""

from typing import ClassVar

from engine.kernel.errors import NotFound


class ConnectorUnknown(NotFound):
    """No folder of `connectors` has this name."""

    code: ClassVar[str] = "connector_unknown"
