"""Signs of life: which roles gave one within the last minute, told through Valkey."""

import logging
import os
import socket

from redis.exceptions import RedisError

from engine.queue.valkey import valkey

ALIVE = "svyazka:alive"
ALIVE_FOR_S = 60

log = logging.getLogger(__name__)


def show(*roles: str) -> None:
    """Say for a minute that these roles are alive where this process was forked."""
    place = f"{socket.gethostname()}:{os.getppid()}"
    try:
        with valkey().pipeline() as pipe:
            for role in roles:
                pipe.set(f"{ALIVE}:{role}:{place}", 1, ex=ALIVE_FOR_S)
            pipe.execute()
    except (RedisError, OSError):
        log.debug("No sign of life while Valkey is away")


def seen() -> set[str] | None:
    """Return the roles that gave a sign of life this minute; None when Valkey does not answer."""
    try:
        keys = valkey().scan_iter(match=f"{ALIVE}:*", count=1000)
        return {key.decode().split(":")[2] for key in keys}
    except (RedisError, OSError):
        return None
