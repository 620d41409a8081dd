"""The jobs room as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.jobs"
    label = "jobs"
