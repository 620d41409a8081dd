"""`manage.py reencrypt`: after a new key was put first into SVYAZKA_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engine.accounts import second_factors
from engine.connections.reencrypt import Progress, reencrypt
from engine.connections.vault import installed


class Command(BaseCommand):
    """Seal the secrets of all connections with the active key."""

    help = "Seal all secrets with the first key of SVYAZKA_KEYS; safe to repeat and to interrupt."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Tell the progress; fails when something could not be opened."""
        last = Progress(0, 0, ())
        for last in reencrypt(installed()):
            self.stdout.write(f"{last.sealed} sealed, {last.left} to go")
        if last.unreadable:
            names = ", ".join(str(one) for one in last.unreadable)
            raise CommandError(f"No key of SVYAZKA_KEYS opens the secrets of: {names}")
        self.stdout.write(f"{second_factors.reseal()} second factors sealed")
        self.stdout.write("Everything is sealed with the active key; older keys can go.")
