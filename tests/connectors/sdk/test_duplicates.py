"""Duplicates: the four things an action that creates may do when there is such a thing already."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from connectors import sdk

KNOWN: Mapping[str, sdk.Json] = {"id": "7"}


def done(policy: str | None, *, known: bool, match: Sequence[str] = ()) -> tuple[sdk.Json, str]:
    """Create with a policy, and tell the result and what was called."""
    called: list[str] = []

    async def find(wanted: Sequence[str]) -> Mapping[str, sdk.Json] | None:
        called.append(f"find by {','.join(wanted)}")
        return KNOWN if known else None

    async def create() -> Mapping[str, sdk.Json]:
        called.append("create")
        return {"id": "8"}

    async def update(found: Mapping[str, sdk.Json]) -> Mapping[str, sdk.Json]:
        called.append(f"update {found['id']}")
        return found

    inputs: dict[str, sdk.Json] = {"on_duplicate": policy, "match": list(match)}
    work = sdk.find_or_create(inputs, ("email", "phone"), find=find, create=create, update=update)
    return asyncio.run(work), "; ".join(called)


@pytest.mark.parametrize(
    ("policy", "known", "id_", "outcome", "called"),
    [
        (None, True, "8", "created", "create"),
        ("create", True, "8", "created", "create"),
        ("skip", True, "7", "found", "find by email,phone"),
        ("skip", False, "8", "created", "find by email,phone; create"),
        ("update_or_create", True, "7", "updated", "find by email,phone; update 7"),
        ("update_or_create", False, "8", "created", "find by email,phone; create"),
        ("update_only", True, "7", "updated", "find by email,phone; update 7"),
        ("update_only", False, None, "missing", "find by email,phone"),
    ],
)
def test_the_chosen_policy_decides(
    policy: str | None, known: bool, id_: str | None, outcome: str, called: str
) -> None:
    assert done(policy, known=known) == ({"id": id_, "outcome": outcome}, called)


def test_the_person_chooses_what_makes_a_duplicate() -> None:
    _, called = done("skip", known=True, match=["phone"])

    assert called == "find by phone"


def test_the_fields_offer_only_what_the_service_can_match() -> None:
    fields = sdk.duplicate_fields("email", "phone")

    assert sdk.check_inputs(fields, {"match": "email"}) == {
        "on_duplicate": "create",
        "match": ["email"],
    }
    with pytest.raises(sdk.InputRejected):
        sdk.check_inputs(fields, {"match": ["email", "shoe size"]})
    assert sdk.field_schema(fields[1])["items"] == {"enum": ["email", "phone"]}
