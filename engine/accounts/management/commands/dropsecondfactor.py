"""`manage.py dropsecondfactor --email E`: for who has lost their phone and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engine.accounts import second_factors
from engine.accounts.models import User


class Command(BaseCommand):
    """Take a person's second factor away; the password stays."""

    help = "Let a person who has lost their second factor sign in by password; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose it is."""
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell whether there was one; fails when nobody has this address."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}")
        dropped = second_factors.drop(user)
        told = "signs in by password alone now" if dropped else "had no second factor"
        self.stdout.write(f"{user.email} {told}")
