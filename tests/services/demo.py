"""The workspace of the demo, built through the API as a person would; prints what to try first.

Everything is made once: a second start finds it there, and tells the simulators, which have
forgotten it, where to send their webhooks.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.services.amocrm.tokens import Tokens
from tests.services.unisender.account import KEY

LEADS, CUSTOMERS = "Leads", "Customers"
FORM_BUNDLE = "Form → Unisender"
DEAL_BUNDLE = "Won deal in amoCRM → Unisender"
REFUSAL_BUNDLE = "Unsubscribed at Unisender → amoCRM"
EVERY_S = 60
Row = dict[str, Any]


class SceneFailed(Exception):
    """The product did not do what the demo needs."""


@dataclass(frozen=True)
class Product:
    """The running installation, as seen by a program with a token."""

    url: str
    token: str

    def call(self, method: str, path: str, content: Row | None = None) -> Row:
        """Make one API call; anything but success ends the demo's start in words."""
        status, answer = ask(
            method,
            f"{self.url}/api/v1{path}",
            content,
            {"Authorization": f"Bearer {self.token}"},
        )
        if not 200 <= status < 300:
            raise SceneFailed(f"{method} {path}: {status} {answer}")
        return dict(answer or {})

    def named(self, kind: str, name: str) -> Row | None:
        """Find a connection or a bundle by its name."""
        found = self.call("GET", f"/{kind}?limit=200")["results"]
        return next((one for one in found if one["name"] == name), None)

    def connection(self, name: str, connector: str, auth: Row) -> Row:
        """Return the connection of this name, made and tested if need be."""
        wanted = {"connector": connector, "name": name, "auth": auth}
        known = self.named("connections", name)
        if known is None:
            known = self.call("POST", "/connections", wanted)
            if auth["kind"] != "webhook":
                self.call("POST", f"/connections/{known['id']}/test")
        return known

    def choice(self, connection: Row, field: str, label: str, action: str) -> str:
        """Return the value behind a label among the choices of an action's field."""
        asked = {"connection": connection["id"], "action": action, "field": field}
        found = self.call("POST", f"/connectors/{connection['connector']}/choices", asked)
        return next(str(one["value"]) for one in found["results"] if one["label"] == label)

    def running(self, name: str, trigger: Row, steps: Sequence[Row]) -> None:
        """See to it that a bundle of this name is there; a new one is started."""
        if self.named("bundles", name) is not None:
            return
        definition = {"trigger": trigger, "steps": list(steps)}
        bundle = self.call("POST", "/bundles", {"name": name, "definition": definition})
        self.call("POST", f"/bundles/{bundle['id']}/publish")
        self.call("POST", f"/bundles/{bundle['id']}/start", {"from": "now"})


def ask(
    method: str, url: str, content: Row | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, Any]:
    """Make one request with JSON and return the status and the JSON of its answer."""
    where = urlsplit(url)
    connection = HTTPConnection(where.netloc, timeout=60)
    try:
        body = None if content is None else json.dumps(content)
        kind = {"Content-Type": "application/json", **(headers or {})}
        path = f"{where.path}?{where.query}" if where.query else where.path
        connection.request(method, path, body, kind)
        answer = connection.getresponse()
        raw = answer.read()
        return answer.status, json.loads(raw) if raw else None
    finally:
        connection.close()


def set_up(product: Product, services: Mapping[str, str]) -> list[str]:
    """Make connections and bundles, and return what a visitor may try."""
    form = product.connection("Form on the site", "tilda", {"kind": "webhook"})
    unisender = product.connection("Unisender", "unisender", {"kind": "api_key", "value": KEY})
    token = Tokens.long_lived
    amocrm = product.connection(
        "amoCRM", "amocrm", {"kind": "api_key", "value": token, "host": "demo.amocrm.ru"}
    )
    feed_the_list(product, form, unisender)
    follow_won_deals(product, amocrm, unisender)
    note_refusals(product, amocrm, unisender)
    product.call("POST", f"/connections/{unisender['id']}/subscription")
    return [
        f"1. fill in the form: curl -d Name=Anna -d Email=anna@example.com {form['webhook_url']}",
        f"2. see Anna at Unisender: {services['unisender']}/",
        f"3. win a deal in amoCRM: {services['amocrm']}/",
        "   within a minute its contact is at Unisender in the list of customers",
        "4. unsubscribe Olga at Unisender: amoCRM gets a note at once",
        f"5. see it all in the journal: {product.url}/journal",
        f"6. build a bundle yourself: {product.url}/bundles",
        f"   Unisender's API key is {KEY}",
        f"programs use the token {product.token}",
    ]


def feed_the_list(product: Product, form: Row, unisender: Row) -> None:
    """Let whoever fills in the form get into the list of leads."""
    leads = product.choice(unisender, "list", LEADS, "subscribe")
    fields = {"list": leads, "email": "{{ trigger.Email }}", "name": "{{ trigger.Name }}"}
    product.running(
        FORM_BUNDLE,
        {"connection": form["id"], "event": "form_submitted"},
        [action("subscribe", unisender, "subscribe", fields)],
    )


def follow_won_deals(product: Product, amocrm: Row, unisender: Row) -> None:
    """Let the contact of a won deal get into a list of customers, made when it is first needed."""
    pipeline = product.choice(amocrm, "pipeline", "Sales", "create_lead")
    email = "{{ contact.item.email }}"
    has_email = {"all": [{"value": email, "is": "filled"}]}
    product.running(
        DEAL_BUNDLE,
        {
            "connection": amocrm["id"],
            "event": "updated_leads",
            "fields": {"pipeline": pipeline, "status": "142"},
            "schedule": {"every": EVERY_S},
        },
        [
            action("contact", amocrm, "find_contact", {"id": "{{ trigger.contact_id }}"}),
            {"id": "reachable", "kind": "filter", "when": has_email},
            action("customers", unisender, "create_list", {"title": CUSTOMERS}),
            action(
                "subscribe",
                unisender,
                "subscribe",
                {"list": "{{ customers.id }}", "email": email, "name": "{{ contact.item.name }}"},
            ),
        ],
    )


def note_refusals(product: Product, amocrm: Row, unisender: Row) -> None:
    """Let a seller see in amoCRM that a person wants no more letters."""
    text = "Unsubscribed from letters on {{ trigger.happened_at }}"
    product.running(
        REFUSAL_BUNDLE,
        {"connection": unisender["id"], "event": "unsubscribed"},
        [
            action("contact", amocrm, "find_contact", {"email": "{{ trigger.email }}"}),
            {
                "id": "known",
                "kind": "filter",
                "when": {"all": [{"value": "{{ contact.found }}", "is": "is_true"}]},
            },
            action(
                "note",
                amocrm,
                "add_note",
                {"entity": "contacts", "id": "{{ contact.item.id }}", "text": text},
            ),
        ],
    )


def action(id_: str, connection: Row, name: str, fields: Row) -> Row:
    """Return a step that does something at a service."""
    step = {"id": id_, "kind": "action", "connection": connection["id"]}
    return {**step, "action": name, "fields": fields}


def main() -> int:
    """Set the scene and print it as one line of JSON."""
    product = Product(os.environ["SVYAZKA_DEMO_URL"], os.environ["SVYAZKA_DEMO_TOKEN"])
    pairs = (one.split("=", 1) for one in os.environ["SVYAZKA_SERVICE_URLS"].split(","))
    steps = set_up(product, dict(pairs))
    sys.stdout.write(json.dumps({"steps": steps}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
