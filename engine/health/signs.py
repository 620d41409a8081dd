"""What the answer to one call says about the health of who was called."""

from enum import Enum

from connectors.sdk.errors import ConnectorError, RateLimited, ServiceUnavailable

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


def sign_of(error: ConnectorError) -> Sign:
    """Tell a service that is silent or ill from one that answers, if only to say no.

    Too many calls say nothing about its health; neither does a refusal that never left the house.
    """
    if isinstance(error, RateLimited):
        return Sign.UNCLEAR
    if isinstance(error, ServiceUnavailable):
        is_silent = error.status is None or error.status in GATEWAY_WAITED_IN_VAIN
        return Sign.SILENT if is_silent else Sign.ILL
    return Sign.UNCLEAR if error.status is None else Sign.WELL
