"""What can go wrong with a definition, and with evaluating one."""

from engine.kernel.errors import DomainError, Invalid
from engine.kernel.json_types import Json


class DefinitionIsInvalid(Invalid):
    """The definition cannot run; `mistakes` lists everything wrong with it."""

    code = "definition_invalid"


class MappingFailed(DomainError):
    """A template could not be evaluated for this event; `reason` is stable, `path` says where."""

    code = "mapping_failed"
    status = 422

    def __init__(self, reason: str, path: str = "", **params: Json) -> None:
        super().__init__((), reason=reason, **params)
        self.reason = reason
        self.path = path

    def under(self, key: str | int) -> "MappingFailed":
        """Return itself with `key` put in front of the path; called while unwinding."""
        self.path = pointer("", key) + self.path
        return self


def pointer(parent: str, key: str | int) -> str:
    """Return the RFC 6901 pointer of `key` inside `parent`."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"
