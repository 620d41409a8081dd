"""What a person may be told about sources; the words are in `engine/api/strings`."""

from engine.kernel.errors import Conflict, DomainError, Invalid


class StartDateUnsupported(Invalid):
    """The trigger's service does not say when things happened: it can only start from now."""

    code = "start_date_unsupported"


class PositionAsked(Conflict):
    """The trigger looks elsewhere than before: a person has to say from where it goes on."""

    code = "position_asked"


class ConnectionIsGone(DomainError):
    """The source's connection was deleted."""

    code = "connection_deleted"


class TriggerIsGone(DomainError):
    """The service has no such trigger any more, or not one that is polled."""

    code = "trigger_unknown"
