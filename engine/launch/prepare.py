"""Bring the database up to date and make the owner, in one process; say what was done in JSON."""

import io
import json
import os
import sys

import django
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import translation
from redis import Redis
from redis.exceptions import RedisError

from engine.config.environment import environment
from engine.launch.first_steps import first_steps


def prepare() -> dict[str, object]:
    """Migrate, make the owner unless there are users, and return what to tell the person."""
    refuse_silent_servers()
    call_command("migrate", verbosity=0, interactive=False)
    # After a long rest this week's partition is missing, and no run could be recorded.
    call_command("journalpartitions", stdout=io.StringIO())
    owner = _owner()
    return {**owner, "steps": first_steps()}


def refuse_silent_servers() -> None:
    """Stop in words when an address leads to no server, or to one that does not let us in."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        sys.exit(f"PostgreSQL cannot be used, see DATABASE_URL: {error}")
    url = environment().redis_url
    try:
        with Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5, retry=None) as valkey:
            valkey.ping()
    except RedisError as error:
        sys.exit(f"Valkey cannot be used, see REDIS_URL: {error}")


def _owner() -> dict[str, object]:
    # Models can be imported only once Django is set up.
    from engine.accounts.services import first_owner

    settings = environment()
    with transaction.atomic():
        owner = first_owner(settings.admin_email or None, settings.admin_password or None)
        if owner.created and settings.admin_password:
            weigh(settings.admin_password, refuse=settings.mode == "production")
    made_up = {"password": owner.password} if owner.password else {}
    return {"email": owner.email, **made_up}


def weigh(password: str, *, refuse: bool) -> None:
    """Say what makes a password easy to guess; with `refuse` that is the end."""
    try:
        with translation.override("en"):
            validate_password(password)
    except ValidationError as error:
        said = f"SVYAZKA_ADMIN_PASSWORD is easy to guess. {' '.join(error.messages)}"
        if refuse:
            sys.exit(said)
        sys.stderr.write(f"{said}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(prepare()) + "\n")
