"""`python -m engine.launch`: what `make run` calls."""

import asyncio
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
            refuse_taken_port(settings)
            places.make()
            records.ensure_secrets(places.home)
            asyncio.run(make(places, settings, terminal).run())
            places.leave()
    except (CannotStart, PermissionError) as error:
        terminal.say(str(error))
        return 1
    finally:
        terminal.close()
    terminal.say("stopped")
    return 0


def refuse_taken_port(settings: Environment) -> None:
    """Say who to move when somebody else already listens where we should."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
        except OSError as error:
            other = f"SVYAZKA_PORT={settings.port + 1} make run"
            raise CannotStart(f"port {settings.port} is taken ({error}): try {other}") from error


if __name__ == "__main__":
    sys.exit(main())
