"""The analytics room as a Django app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.analytics"
    label = "analytics"
