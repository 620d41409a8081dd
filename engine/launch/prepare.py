"""Bring the database up to date and make the owner, in one process; say what was done in JSON."""

import io
import json
import os
import secrets
import sys

import django
from django.core.management import call_command

from engine.config.environment import environment
from engine.launch.first_steps import first_steps

DEFAULT_EMAIL = "owner@example.com"
WORKSPACE = "My workspace"


def prepare() -> dict[str, object]:
    """Migrate, make the owner unless there are users, and return what to tell the person."""
    call_command("migrate", verbosity=0, interactive=False)
    # After a long rest this week's partition is missing, and no run could be recorded.
    call_command("journalpartitions", stdout=io.StringIO())
    owner = _owner()
    return {**owner, "steps": first_steps()}


def _owner() -> dict[str, object]:
    from django.contrib.auth import get_user_model

    first = get_user_model().objects.order_by("pk").first()
    if first is not None:
        return {"email": first.email}
    settings = environment()
    email = settings.admin_email or DEFAULT_EMAIL
    password = settings.admin_password or secrets.token_urlsafe(12)
    words = {"email": email, "password": password, "workspace": WORKSPACE}
    call_command("bootstrap", **words, stdout=io.StringIO())
    made_up = {} if settings.admin_password else {"password": password}
    return {"email": email, **made_up}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(prepare()) + "\n")
