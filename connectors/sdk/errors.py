"""What a service can refuse, sorted by what to do next, and the table HTTP status -> error."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ClassVar, Literal

Remedy = Literal["retry", "reconnect", "fix", "stop"]
Outcome = Literal["error", "unknown"]

ANSWER_EXCERPT = 4096
RETRY_AFTER_MAX_S = 86_400.0


class ConnectorError(Exception):
    """A call that did not work: `remedy` says what next, `outcome` whether it may have acted.

    `wanted` is the kind of value that `field` takes, where another one came.
    """

    code: str = "service_refused"
    remedy: ClassVar[Remedy] = "stop"
    outcome: Outcome = "error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        field: str | None = None,
        wanted: str | None = None,
        answer: str | None = None,
        retry_after: float | None = None,
        outcome: Outcome | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.status = status
        self.field = field
        self.wanted = wanted
        self.answer = answer
        self.retry_after = retry_after
        self.outcome = outcome or self.outcome


class ServiceUnavailable(ConnectorError):
    """The service could not be reached or failed by itself; the same call may work later."""

    code = "service_unavailable"
    remedy = "retry"


class RateLimited(ServiceUnavailable):
    """The service asks for fewer calls; `retry_after` is in seconds when it said how long."""

    code = "rate_limited"


class CredentialsRejected(ConnectorError):
    """The service does not accept the login any more."""

    code = "credentials_rejected"
    remedy = "reconnect"


class InputRejected(ConnectorError):
    """The service does not accept what was sent; `field` names the culprit when known."""

    code = "input_rejected"
    remedy = "fix"


class AddressRefused(InputRejected):
    """The address is inside a network that calls may not enter."""

    code = "address_refused"


class AnswerTooLarge(InputRejected):
    """The answer is larger than allowed, counted after decompression."""

    code = "answer_too_large"


class PlanLimit(ConnectorError):
    """The account's plan allows no more; trying again does not help."""

    code = "plan_limit"


class TargetGone(ConnectorError):
    """Where things are sent to is gone for good and says so; each further one would be refused."""

    code = "gone_from_service"


ErrorTable = Mapping[int, type[ConnectorError]]

DEFAULT_ERRORS: ErrorTable = {
    401: CredentialsRejected,
    402: PlanLimit,
    408: ServiceUnavailable,
    425: ServiceUnavailable,
    429: RateLimited,
}

CODES: Mapping[int, str] = {
    403: "forbidden_by_service",
    404: "not_found_by_service",
    409: "conflict_in_service",
    410: "gone_from_service",
}


def error_class(status: int, overrides: ErrorTable) -> type[ConnectorError]:
    """Return the error an HTTP status means: the connector's own table first, then the default."""
    known = overrides.get(status) or DEFAULT_ERRORS.get(status)
    if known is not None:
        return known
    return ServiceUnavailable if status >= 500 else InputRejected


def status_error(
    status: int,
    *,
    overrides: ErrorTable,
    answer: str | None = None,
    retry_after: float | None = None,
) -> ConnectorError:
    """Build the error for an answer's status; after a 5xx nobody knows whether the call acted."""
    found = error_class(status, overrides)
    return found(
        f"The service answered {status}.",
        code=CODES.get(status) if found is InputRejected else None,
        status=status,
        answer=answer,
        retry_after=retry_after,
        outcome="unknown" if status >= 500 else "error",
    )


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Read Retry-After (seconds or an HTTP date) as seconds from now, at most a day."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), RETRY_AFTER_MAX_S)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), RETRY_AFTER_MAX_S)
