"""Names with values as they arrive in forms, queries and XML, where a name may come twice."""

from collections.abc import Iterable

from connectors.sdk.json_types import Json


def gathered(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """Make an object of pairs; a name that comes more than once gets the list of its values."""
    found: dict[str, list[Json]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
