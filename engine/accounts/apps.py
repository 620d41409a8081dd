"""The accounts room as a Django app."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """People, workspaces, tokens."""

    name = "engine.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Keep the wall between workspaces built, and every request on its own side of it."""
        from engine.accounts.wall import building, entering

        post_migrate.connect(building.after_migrate, sender=self)
        # An answer may still be written when its view has ended; a request ends after both.
        request_finished.connect(entering.leave)
        request_started.connect(entering.leave)
