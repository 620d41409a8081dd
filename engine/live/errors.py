"""What can be wrong with listening."""

from engine.kernel.errors import DomainError


class TooManyStreams(DomainError):
    """The caller listens in as many places as one may."""

    code = "too_many_streams"
    status = 429
