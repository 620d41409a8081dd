"""The alerts room as a Django app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.alerts"
    label = "alerts"
