"""Bring the database up to date and make the owner, in one process; say what was done in JSON."""

import io
import json
import os
import sys

import django
from django.core.management import call_command

from engine.config.environment import environment
from engine.launch.first_steps import first_steps


def prepare() -> dict[str, object]:
    """Migrate, make the owner unless there are users, and return what to tell the person."""
    call_command("migrate", verbosity=0, interactive=False)
    # After a long rest this week's partition is missing, and no run could be recorded.
    call_command("journalpartitions", stdout=io.StringIO())
    owner = _owner()
    return {**owner, "steps": first_steps()}


def _owner() -> dict[str, object]:
    # Models can be imported only once Django is set up.
    from engine.accounts.services import first_owner

    settings = environment()
    owner = first_owner(settings.admin_email or None, settings.admin_password or None)
    made_up = {"password": owner.password} if owner.password else {}
    return {"email": owner.email, **made_up}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(prepare()) + "\n")
