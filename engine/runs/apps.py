"""The runs room as a Django app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.runs"
    label = "runs"
