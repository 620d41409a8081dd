"""The doorbell: tells the workers that there is work; it carries no event and may be lost."""

import logging
from functools import lru_cache

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError
from redis import Redis
from redis.exceptions import RedisError

RUNG = "svyazka:bell"
RUNG_FOR_MS = 1000
TIMEOUT_S = 0.5
DRAIN = "engine.runs.tasks.drain"

log = logging.getLogger(__name__)


def ring() -> None:
    """Wake the workers unless somebody has just done so; a broken bell is only logged."""
    try:
        if _bell(settings.REDIS_URL).set(RUNG, 1, nx=True, px=RUNG_FOR_MS):
            current_app.send_task(DRAIN, queue="live", ignore_result=True, expires=60, retry=False)
    except (RedisError, KombuError, OSError) as error:
        # The work is committed; the scheduler rings each second for whatever is due.
        log.debug("the bell did not ring: %s", error)


@lru_cache(maxsize=4)
def _bell(url: str) -> Redis:
    return Redis.from_url(
        url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
    )


def hold() -> None:
    """Keep the bell quiet for a moment: somebody looks after the queue already."""
    try:
        _bell(settings.REDIS_URL).set(RUNG, 1, px=RUNG_FOR_MS)
    except (RedisError, OSError) as error:
        log.debug("the bell could not be held: %s", error)


def release() -> None:
    """Let the bell ring again: nobody looks after the queue any more."""
    try:
        _bell(settings.REDIS_URL).delete(RUNG)
    except (RedisError, OSError) as error:
        log.debug("the bell could not be released: %s", error)
