"""`python -m engine.launch`: what `make run` calls."""

import asyncio
import os
import signal
import sys

from engine.config.environment import environment
from engine.config.local_run import home
from engine.launch import records
from engine.launch.errors import CannotStart
from engine.launch.installation import Installation
from engine.launch.leash import ask_the_kernel
from engine.launch.places import Places
from engine.launch.terminal import Terminal
from engine.launch.threshold import refuse_closed_door


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


if __name__ == "__main__":
    sys.exit(main())
