"""What can be wrong with asking for a job, or with telling one what to do."""

from collections.abc import Container, Iterable
from uuid import UUID

from engine.kernel.errors import Conflict, Invalid, Mistake, NotFound


def refuse_unknown(name: str, ids: Iterable[UUID], known: Container[UUID]) -> None:
    """Raise NotFound that names the place of each id, in the field of this name, not known."""
    if missing := [index for index, one in enumerate(ids) if one not in known]:
        raise NotFound([Mistake(f"/{name}/{index}", NotFound.code) for index in missing])


class TooManyToResend(Invalid):
    """More rows than one job takes pass the filter."""

    code = "too_many_to_resend"


class TooManyToRefresh(Invalid):
    """More events wait than one job takes."""

    code = "too_many_to_refresh"


class NotPolling(Conflict):
    """The bundle's trigger asks no service for new things."""

    code = "not_a_polling_bundle"


class NotStartedYet(Conflict):
    """The bundle was never started: it has read nothing."""

    code = "bundle_not_started"


class CheckUnderWay(Conflict):
    """Another check of the bundle has not ended."""

    code = "check_under_way"


class JobIsOver(Conflict):
    """The job has ended or was stopped."""

    code = "job_is_over"
