"""What the answer to one call says about the health of who was called."""

from enum import Enum

from connectors.sdk.errors import ConnectorError, RateLimited, ServiceUnavailable

LINE_BROKE = ("timed_out", "connection_failed", "connection_lost", "answer_cut")
GATEWAY_WAITED_IN_VAIN = (408, 504)


class Sign(Enum):
    """What a call showed of the service behind a connection."""

    WELL = "well"
    UNCLEAR = "unclear"
    ILL = "ill"
    SILENT = "silent"

    @property
    def is_failure(self) -> bool:
        """Whether it counts against the connection."""
        return self in (Sign.ILL, Sign.SILENT)

    @property
    def is_point(self) -> bool:
        """Whether it is a penalty point for the bundle: a timeout or a connection error."""
        return self is Sign.SILENT


def sign_of(error: ConnectorError, *, answered: bool = False) -> Sign:
    """Tell a service that is silent or ill from one that answers, if only to say no.

    `answered` tells that it did, where the error doesn't: some refuse within a 200. Too many calls
    say nothing about its health; neither does a refusal that never left the house.
    """
    if isinstance(error, RateLimited):
        return Sign.UNCLEAR
    if isinstance(error, ServiceUnavailable):
        is_silent = error.code in LINE_BROKE or error.status in GATEWAY_WAITED_IN_VAIN
        return Sign.SILENT if is_silent else Sign.ILL
    return Sign.WELL if answered or error.status is not None else Sign.UNCLEAR
