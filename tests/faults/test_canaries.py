"""Secrets that services say back, in every way a call can end, are found nowhere afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as all_pairs
from typing import Any

import pytest

from tests.faults.background import Background
from tests.faults.conftest import PARROT_PORT
from tests.faults.parrot import MANNERS, a_parrot
from tests.faults.traces import Traces, forms
from tests.installation import Flow, Installation, until

CANARIES = {
    "key": "canary-key-7f3a91",
    "key in the query": "canary&query=5b20c4",
    "password": "canary pass/wörd 18d2",
    "bot": "881:canary-bot-c0ffee",
    "hook": "canary-hook-2d41aa",
}
REFUSAL = "401"
WAYS = (*MANNERS, "403", "404", "422", "429", "500", "200")
PATHS = (
    ("continue", WAYS),
    ("stop", ("500",)),
    ("stop", (REFUSAL,)),
)
HELD = "SELECT count(*) FROM queue_run WHERE bundle_id = %s AND status = 'held'"
PLACE = f"http://127.0.0.1:{PARROT_PORT}"
LOGINS: dict[str, tuple[str, dict[str, Any]]] = {
    "key": ("http", {"kind": "api_key", "value": CANARIES["key"]}),
    "key in the query": (
        "http",
        {"kind": "api_key", "value": CANARIES["key in the query"], "place": "query", "name": "k"},
    ),
    "password": (
        "http",
        {"kind": "basic", "user": "anna", "password": CANARIES["password"]},
    ),
}


@pytest.fixture
def parrot(background: Background) -> Iterator[list[bytes]]:
    """The service, and all that it was told."""
    with a_parrot(background, PARROT_PORT) as heard:
        yield heard


def test_no_secret_is_told_kept_logged_or_handed_on(
    product: Installation, parrot: list[bytes]
) -> None:
    traces = Traces(product, CANARIES)
    with traces.listening():
        ids = {"connections": signed_in(product), **run_through(product)}

    assert traces.look_in_database() > 40
    traces.look_in_files()
    assert traces.look_in_answers(ids) > 30
    assert unheard(parrot) == set()
    assert "\n".join(sorted(traces.found)) == ""


def signed_in(product: Installation) -> list[str]:
    """Sign in, test and reconnect with each login, in every way that can end; the last is well."""
    made = []
    for name, (slug, auth) in LOGINS.items():
        wish = {"connector": slug, "name": name, "auth": auth}
        one = product.call("POST", "/connections", wish)["id"]
        for way in (REFUSAL, *WAYS):
            settings = {"test_url": f"{PLACE}/{way}"}
            product.call("PATCH", f"/connections/{one}", {"settings": settings})
            for verb, sent in (("test", None), ("reconnect", {"auth": auth})):
                product.request("POST", f"/connections/{one}/{verb}", sent)
        product.request("POST", "/connections/try", wish)
        made.append(one)
    return [*made, *others(product)]


def others(product: Installation) -> list[str]:
    """Sign in where a secret stands in the path, or guards a hook."""
    wishes: Sequence[Mapping[str, Any]] = (
        {"connector": "telegram", "auth": {"kind": "api_key", "token": CANARIES["bot"]}},
        {
            "connector": "webhook",
            "auth": {"kind": "webhook", "secret": CANARIES["hook"]},
            "settings": {"check": "header"},
        },
    )
    made = []
    for wish in wishes:
        one = product.call("POST", "/connections", {"name": wish["connector"], **wish})["id"]
        product.request("POST", f"/connections/{one}/test")
        made.append(one)
    return made


def run_through(product: Installation) -> dict[str, list[str]]:
    """Let events through steps that end in every way; resend what failed, and rehearse."""
    bundles, rows = [], []
    logins = {row["name"]: row["id"] for row in product.call("GET", "/connections")["results"]}
    for name, (on_error, ways) in all_pairs(LOGINS, PATHS):
        steps = [a_call(f"s{at}", logins[name], way, on_error) for at, way in enumerate(ways)]
        flow = product.flow(steps, retry=[0.1])
        bundles.append(flow.id)
        rows += gone_through(product, flow)
    return {"bundles": bundles, "journal": rows}


def a_call(step: str, login: str, way: str, on_error: str) -> dict[str, Any]:
    """Return a step that calls the service with a login."""
    fields = {"method": "POST", "url": f"{PLACE}/{way}", "body": {"a": 1}}
    rest = {"connection": login, "action": "request", "on_error": on_error, "fields": fields}
    return {"id": step, "kind": "action", **rest}


def gone_through(product: Installation, flow: Flow) -> list[str]:
    """Bring an event to its end, once more as a resend, and return the ids of what was written."""
    product.call("POST", f"/bundles/{flow.id}/run", {"event": {"body": {}}})
    until(lambda: product.finished(flow) or is_held(product, flow), within_s=60, what="an end")
    wish = {"filter": {"bundle": flow.id, "events": "errors"}}
    for path, sent in (("/journal/resend", wish), (f"/bundles/{flow.id}/rehearse", {"event": {}})):
        product.request("POST", path, sent)
    return [str(row["id"]) for row in product.journal(flow)]


def is_held(product: Installation, flow: Flow) -> bool:
    """Whether the bundle's run waits for its login."""
    return bool(product.ask(HELD, flow.id))


def unheard(parrot: Sequence[bytes]) -> set[str]:
    """Return the secrets that never came to the service, so that it could not repeat them."""
    said = b"\n".join(parrot).decode("latin-1")
    names = (name for name in CANARIES if name != "hook")
    return {name for name in names if not any(way in said for way in forms(CANARIES[name]))}
