"""The bundles room as a Django app."""

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    """See the room's own first lines."""

    name = "engine.bundles"
    label = "bundles"
