"""The triggers room as a Django app."""

from django.apps import AppConfig


class TriggersConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.triggers"
    label = "triggers"
