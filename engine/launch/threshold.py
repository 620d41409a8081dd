"""Our own door: whether it can be opened, and what it answers."""

import errno
import json
import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from engine.config.environment import Environment
from engine.kernel.json_types import Json
from engine.launch.errors import CannotStart

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
ANSWER_WITHIN_S = 5


def refuse_closed_door(settings: Environment) -> None:
    """Say what to change when nobody can listen where we should, or nobody would be heard there."""
    where = f"SVYAZKA_HOST={settings.host} SVYAZKA_PORT={settings.port}"
    try:
        _knock(settings)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"port {settings.port} is taken: choose another one with SVYAZKA_PORT"
            raise CannotStart(said) from error
        raise CannotStart(f"cannot listen at {where}: {error.strerror or error}") from error


def asked(settings: Environment, path: str) -> tuple[int, Mapping[str, Json]]:
    """Ask our own door; returns status and JSON, nought and nothing where it stays shut."""
    connection = HTTPConnection(*_seen_from_here(settings), timeout=ANSWER_WITHIN_S)
    try:
        connection.request("GET", path, headers={"Host": _a_host(settings)})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()


def _seen_from_here(settings: Environment) -> tuple[str, int]:
    return EVERYWHERE.get(settings.host, settings.host), settings.port


def _a_host(settings: Environment) -> str:
    """Return a name that we answer to: not all are answered to everywhere."""
    names = settings.allowed_hosts
    return urlsplit(settings.base_url).netloc if "*" in names else names[0].removeprefix(".")


def _knock(settings: Environment) -> None:
    family, kind, _, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        # Where IPv6 is switched off, "::" can be bound all the same.
        door.listen(1)
        visitor = HTTPConnection(*_seen_from_here(settings), timeout=ANSWER_WITHIN_S)
        visitor.connect()
        visitor.close()
