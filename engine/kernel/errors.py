"""What can go wrong: a stable code, its parameters, and the HTTP status it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from engine.kernel.json_types import Json


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with what was sent: where (an RFC 6901 JSON pointer), which, how."""

    path: str
    code: str
    params: Mapping[str, Json] = field(default_factory=dict)


class DomainError(Exception):
    """A refusal a person can act on; the words for `code` live in `engine/api/strings`."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, mistakes: Sequence[Mistake] = (), **params: Json) -> None:
        super().__init__(self.code, params)
        self.params = params
        self.mistakes = tuple(mistakes)


class NotFound(DomainError):
    """There is no such thing in this workspace; a stranger's thing reads the same."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """The role does not allow this."""

    code = "forbidden"
    status = 403


class Conflict(DomainError):
    """Somebody else was faster, or the present state does not allow this."""

    code = "conflict"
    status = 409


class Invalid(DomainError):
    """What was sent is not valid; `mistakes` says where."""

    code = "invalid"
    status = 400
