"""The laws of every list's filters: what is not there is refused in words, not answered by none."""

from uuid import UUID

import pytest
from rest_framework.test import APIClient

from engine.kernel.ids import new_id
from tests.contracts.routes import Call, every_call
from tests.contracts.test_routes import THEIRS
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db

# Anything may be looked for; a workspace has a refusal of its own; the rest is what we, or a
# service that people signed in to, wrote into the address.
FREE = {"search", "workspace", "since", "code", "error"}
IDS = {"bundle": "bundles", "connection": "connections", "group": "groups", "rule": "alerts"}


def parameters_of(call: Call) -> set[str]:
    form = getattr(call.view, "asks", {}).get(call.handler)
    return set(form().fields) if form else set()


ASKED = [
    (call, name)
    for call in every_call()
    if call.method == "get" and not call.has_id
    for name in sorted(parameters_of(call))
]
BY_ID = [(call, name) for call, name in ASKED if name in IDS]
BY_WORD = [(call, name) for call, name in ASKED if name not in FREE and call.noun != "oauth"]


def named(pair: tuple[Call, str]) -> str:
    return f"{pair[0]}?{pair[1]}"


def ask(client: APIClient, pair: tuple[Call, str], value: UUID | str) -> tuple[int, object]:
    call, name = pair
    answer = client.get(call.address(""), {name: str(value)})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("pair", BY_ID, ids=named)
def test_what_strangers_have_is_not_found_and_reads_like_what_never_was(
    pair: tuple[Call, str],
) -> None:
    client, name = a_client(a_workspace("Mine")), pair[1]
    theirs = THEIRS[IDS[name]](a_workspace("Theirs"))

    status, told = ask(client, pair, theirs)

    assert isinstance(told, dict)
    assert (status, told["code"]) == (404, "not_found")
    assert [one["path"] for one in told["errors"]] == [f"?{name}"]
    assert ask(client, pair, new_id()) == (status, told)


@pytest.mark.parametrize("pair", BY_WORD, ids=named)
def test_a_mistyped_value_is_refused_where_it_stands(pair: tuple[Call, str]) -> None:
    status, told = ask(a_client(), pair, "mistyped")

    assert isinstance(told, dict)
    assert (status, told["errors"][0]["path"]) == (400, f"?{pair[1]}")
