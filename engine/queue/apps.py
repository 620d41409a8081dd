"""The queue room as a Django app."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.queue"
    label = "queue"
