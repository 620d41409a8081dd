"""The rehearsal room as a Django app."""

from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.rehearsal"
    label = "rehearsal"
