"""The connections room as a Django app."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.connections"
    label = "connections"
