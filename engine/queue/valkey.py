"""This process's line to Valkey, for short questions; what it says may be lost unharmed."""

from functools import lru_cache

from django.conf import settings
from redis import Redis

TIMEOUT_S = 0.5


def valkey() -> Redis:
    """Return the client, one for the whole process; each answer takes half a second at most."""
    return _client(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _client(url: str) -> Redis:
    return Redis.from_url(
        url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
    )
