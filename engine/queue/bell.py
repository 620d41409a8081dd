"""The doorbell: tells the workers that there is work; it carries no event and may be lost."""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from engine.queue.valkey import valkey

RUNG = "svyazka:bell"
RUNG_FOR_MS = 1000
DRAIN = "engine.runs.tasks.drain"

log = logging.getLogger(__name__)


def ring() -> None:
    """Wake the workers unless somebody has just done so; a broken bell is only logged."""
    try:
        if valkey().set(RUNG, 1, nx=True, px=RUNG_FOR_MS):
            current_app.send_task(DRAIN, queue="live", ignore_result=True, expires=60, retry=False)
    except (RedisError, KombuError, OSError) as error:
        # The work is committed; the scheduler rings each second for whatever is due.
        log.debug("the bell did not ring: %s", error)


def hold() -> None:
    """Keep the bell quiet for a moment: somebody looks after the queue already."""
    try:
        valkey().set(RUNG, 1, px=RUNG_FOR_MS)
    except (RedisError, OSError) as error:
        log.debug("the bell could not be held: %s", error)


def release() -> None:
    """Let the bell ring again: nobody looks after the queue any more."""
    try:
        valkey().delete(RUNG)
    except (RedisError, OSError) as error:
        log.debug("the bell could not be released: %s", error)
