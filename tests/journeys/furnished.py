"""A workspace somebody has worked in for a while: what is looked at is not empty."""

from dataclasses import dataclass

from tests.installation import Installation, until
from tests.journeys.outside import Outside, Row, connect, journal, send, start, tell

WITHIN_S = 60.0
ANNA = {"name": "Anna Petrova", "email": "anna@example.com", "amount": 1200, "items": [1, 2]}
PAID = {"all": [{"value": "{{ trigger.body.amount }}", "is": "greater", "than": 10}]}


@dataclass(frozen=True)
class Furnished:
    """What is there to look at, by id."""

    hook: str
    bundle: str
    sketch: str
    failed_row: str


def furnish(product: Installation, world: Outside) -> Furnished:
    """Fill a workspace: a bundle with runs of all endings, and one with every kind of step."""
    door = connect(product, "webhook", {"kind": "webhook"})
    url = world.url("/crm", lambda _, body: (400 if body["body"].get("bad") else 200, {"ok": 1}))
    trigger = {"connection": door["id"], "event": "received"}
    bundle = start(product, trigger, {"id": "paid", "kind": "filter", "when": PAID}, tell(url))
    product.call("PATCH", f"/bundles/{bundle}", {"name": "Orders to the CRM"})
    for event in (ANNA, ANNA | {"amount": 1}, ANNA | {"bad": True}):
        send(door["webhook_url"], event)
    until(lambda: len(_runs(product, bundle)) == 3, within_s=WITHIN_S, what="three runs")
    (failed,) = (row["id"] for row in _runs(product, bundle) if row["status"] == "failed")
    return Furnished(door["id"], bundle, sketch(product, door["id"], url), failed)


def sketch(product: Installation, door: str, url: str) -> str:
    """Draft a bundle with every kind of step; returns its id."""
    country = {"all": [{"value": "{{ trigger.body.country }}", "is": "in", "than": ["RU"]}]}
    steps: list[Row] = [
        {"id": "paid", "kind": "filter", "when": PAID},
        {
            "id": "where",
            "kind": "router",
            "mode": "first",
            "branches": [
                {"name": "Russia", "when": country, "steps": [tell(url)]},
                {"name": "Others", "steps": [{"id": "wait", "kind": "delay", "for": "PT1H"}]},
            ],
        },
        {"id": "each", "kind": "loop", "over": "{{ trigger.body.items }}", "steps": [
            {**tell(url), "id": "tell_item"}]},
        {"id": "end", "kind": "stop", "result": "succeeded"},
    ]  # fmt: skip
    definition = {"trigger": {"connection": door, "event": "received"}, "steps": steps}
    wish = {"name": "Everything there is", "definition": definition}
    return str(product.call("POST", "/bundles", wish)["id"])


def _runs(product: Installation, bundle: str) -> list[Row]:
    return [row for row in journal(product, bundle) if row["kind"] == "run"]
