"""The accounts room as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, workspaces, tokens."""

    name = "engine.accounts"
    label = "accounts"
