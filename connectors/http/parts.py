"""What a person gives of a request, as the SDK takes it."""

from collections.abc import Mapping

from connectors import sdk


def as_object(value: sdk.Json) -> Mapping[str, sdk.Json] | None:
    """Narrow an object field to a mapping."""
    return value if isinstance(value, dict) else None


def text_headers(value: sdk.Json) -> dict[str, str]:
    """Return the person's headers as text; empty ones are left out, as are encodings we add."""
    given = as_object(value)
    if not given:
        return {}
    return {
        name: str(one)
        for name, one in given.items()
        if one is not None and one != "" and name.lower() != "accept-encoding"
    }
