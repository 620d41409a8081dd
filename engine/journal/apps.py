"""The journal room as a Django app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.journal"
    label = "journal"
