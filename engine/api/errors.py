"""What can be wrong with a request before any room has looked at it."""

from rest_framework.exceptions import ValidationError

from engine.kernel.errors import DomainError, Mistake


class JsonIsBroken(DomainError):
    """The body is not JSON by RFC 8259."""

    code = "bad_json"


class EncodingIsBroken(DomainError):
    """The body is not UTF-8."""

    code = "bad_encoding"


class NumberIsUnusable(DomainError):
    """A number is NaN, infinite, or beyond 64 bits."""

    code = "bad_number"


class TextIsUnusable(DomainError):
    """A text or a key holds a NUL character or half of a surrogate pair."""

    code = "bad_text"


class KeyIsRepeated(DomainError):
    """One object names the same key twice."""

    code = "duplicate_key"


class NestedTooDeep(DomainError):
    """Objects and lists stand in each other deeper than anyone means."""

    code = "too_deep"


class BodyTooLarge(DomainError):
    """The body is larger than the limit."""

    code = "body_too_large"
    status = 413


class CursorIsInvalid(DomainError):
    """The paging cursor was not made by us."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__([Mistake("?cursor", self.code)])


class ParameterIsUnknown(DomainError):
    """The address carries a parameter this call does not know."""

    code = "unknown_parameter"


class ParametersAreInvalid(ValidationError):
    """Parameters in the address have values this call cannot use; paths read `?name`."""
