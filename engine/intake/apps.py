"""The intake room as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.intake"
    label = "intake"
