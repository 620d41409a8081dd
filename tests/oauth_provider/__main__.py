"""Serve the provider on a free port of loopback and print its address."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oauth_provider.settings"

import django

django.setup()

from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from oauth2_provider.models import Application


class Quiet(WSGIRequestHandler):
    """A handler that writes no log."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(client_id: str, client_secret: str, redirect_uri: str) -> None:
    """Make the people and the application, then serve until killed."""
    call_command("migrate", verbosity=0)
    for name in ("anna", "boris"):
        User.objects.create_user(name)
    Application.objects.create(
        client_id=client_id,
        client_secret=client_secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=redirect_uri,
        skip_authorization=True,
        name="Svyazka",
    )
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(WSGIHandler())
    print(f"http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201
    server.serve_forever()


main(*sys.argv[1:])
