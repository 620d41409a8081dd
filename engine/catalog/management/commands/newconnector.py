"""`manage.py newconnector <slug>`: a folder to begin a connector with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import connectors
from engine.catalog.blanks import CannotWrite, blanks, write


class Command(BaseCommand):
    """Write a connector that works, and name what has to be filled in."""

    help = "Make connectors/<slug> and its tests, and list the blanks to fill in."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder's name and what people call the service."""
        parser.add_argument("slug", help="name of the folder: small letters, digits and _")
        parser.add_argument("--name", help="what people call the service; else made of the slug")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the files, then tell what is left to do and how to prove it."""
        root, slug = Path(connectors.__path__[0]).parent, str(options["slug"])
        try:
            files = write(root, slug, options["name"] or slug.replace("_", " ").capitalize())
        except CannotWrite as refused:
            raise CommandError(str(refused)) from None
        for file in files:
            self.stdout.write(f"made {file.relative_to(root)}")
        self.stdout.write("\nFill in the blanks, taking the word BLANK out:")
        for one in blanks(files):
            self.stdout.write(f"{one.file.relative_to(root)}:{one.line}: {one.text}")
        self.stdout.write("\nThen it obeys the laws of every connector:")
        paths = f"tests/connectors/{slug} tests/contracts/test_connectors.py"
        self.stdout.write(f'make test ARGS="{paths} -k {slug}"')
