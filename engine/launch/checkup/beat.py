"""Whether beat ticks."""

from engine.queue import life


def sign() -> bool | None:
    """Tell whether a worker was sent a tick within the last minute; None where nobody can know."""
    alive = life.seen()
    return None if alive is None else "beat" in alive
