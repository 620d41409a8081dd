"""Make a person, a workspace and a token for programs; print them as one line of JSON."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from engine.accounts import services


class Command(BaseCommand):
    """`manage.py bootstrap --email E --password P --workspace W`, as often as you like."""

    help = "Make a user, a workspace they own and a fresh token; prints one line of JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the three words."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--password", required=True)
        parser.add_argument("--workspace", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the workspace's id and the text of a fresh token; older tokens stay valid."""
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"--email: {options['email']!r} is no e-mail address") from error
        workspace, issued = services.bootstrap(
            email=options["email"], password=options["password"], workspace=options["workspace"]
        )
        made = {"workspace": str(workspace.pk), "token": issued.text.reveal()}
        self.stdout.write(json.dumps(made))
