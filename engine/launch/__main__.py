"""`python -m engine.launch`: what `make run` calls."""

import asyncio
import errno
import os
import signal
import socket
import sys

from engine.config.environment import Environment, environment
from engine.config.local_run import home
from engine.launch import records
from engine.launch.errors import CannotStart
from engine.launch.installation import Installation
from engine.launch.leash import ask_the_kernel
from engine.launch.places import Places
from engine.launch.terminal import Terminal


def main(make: type[Installation] = Installation) -> int:
    """Run the local installation until it is asked to stop; refusals are words, not tracebacks."""
    if "MAKELEVEL" in os.environ:  # a killed `make run` takes us with it
        ask_the_kernel(os.getppid(), int(signal.SIGTERM))
    settings = environment()
    places = Places.of(home())
    terminal = Terminal(places.logs)
    try:
        with records.locked(places.home):
            refuse_closed_door(settings)
            places.make()
            records.ensure_secrets(places.home)
            asyncio.run(make(places, settings, terminal).run())
            places.leave()
    except CannotStart as error:
        terminal.say(str(error))
        return 1
    except OSError as error:  # no right to write, a full or read-only disk, a file in the way
        terminal.say(f"cannot use {error.filename or places.home}: {error.strerror or error}")
        return 1
    finally:
        terminal.close()
    terminal.say("stopped")
    return 0


def refuse_closed_door(settings: Environment) -> None:
    """Say what to change when nobody can listen where we should."""
    where = f"SVYAZKA_HOST={settings.host} SVYAZKA_PORT={settings.port}"
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"port {settings.port} is taken: choose another one with SVYAZKA_PORT"
            raise CannotStart(said) from error
        raise CannotStart(f"cannot listen at {where}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
