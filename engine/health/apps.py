"""The health room as a Django app."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.health"
    label = "health"
