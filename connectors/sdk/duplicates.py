"""Duplicates: what an action that creates does when the service has such a thing already."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from connectors.sdk.fields import Field
from connectors.sdk.json_types import Json

POLICIES = ("create", "skip", "update_or_create", "update_only")
POLICY = "on_duplicate"
MATCH = "match"

Thing: TypeAlias = Mapping[str, Json]
Find: TypeAlias = Callable[[Sequence[str]], Awaitable[Thing | None]]


def duplicate_fields(*match: str, default: str = "create") -> tuple[Field, ...]:
    """Return the two fields of every action that creates: what to do, and what makes a duplicate.

    `match` are the names a person may choose from; when none is chosen all of them count.
    """
    return (
        Field(POLICY, "choice", default=default, choices=POLICIES),
        Field(MATCH, "list", choices=match),
    )


async def find_or_create(
    inputs: Mapping[str, Json],
    match: Sequence[str],
    *,
    find: Find,
    create: Callable[[], Awaitable[Thing]],
    update: Callable[[Thing], Awaitable[Thing]],
) -> dict[str, Json]:
    """Do what the person chose; `outcome` tells: created, found, updated, or missing.

    `find` gets the chosen ways to match in their order and returns the thing or None.
    """
    policy = inputs.get(POLICY) or "create"
    if policy == "create":
        return {**await create(), "outcome": "created"}
    chosen = inputs.get(MATCH)
    wanted = [str(one) for one in chosen] if isinstance(chosen, list) and chosen else list(match)
    found = await find(wanted)
    if found is None:
        if policy == "update_only":
            return {"id": None, "outcome": "missing"}
        return {**await create(), "outcome": "created"}
    if policy == "skip":
        return {**found, "outcome": "found"}
    return {**await update(found), "outcome": "updated"}
