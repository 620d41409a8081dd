"""What can be wrong with asking for a job, or with telling one what to do."""

from engine.kernel.errors import Conflict, Invalid


class NothingToResend(Conflict):
    """No failed run passes the filter."""

    code = "nothing_to_resend"


class TooManyToResend(Invalid):
    """More rows than one job takes pass the filter."""

    code = "too_many_to_resend"


class NothingToRefresh(Conflict):
    """Nothing waits for these bundles, and none of them reads a source."""

    code = "nothing_to_refresh"


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
