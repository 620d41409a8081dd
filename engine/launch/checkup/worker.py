"""Whether the worker of this container hears."""

from socket import gethostname

from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from engine.config.celery import app

ANSWER_WITHIN_S = 5


def sign() -> bool | None:
    """Tell whether this container's worker answers; None where nobody can know."""
    node = f"worker@{gethostname()}"
    try:
        return bool(app.control.ping(destination=[node], timeout=ANSWER_WITHIN_S))
    except (KombuError, RedisError, OSError):
        return None
