"""Tilda forms and cart orders. Shapes of `payment` and open questions are in this README.md."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from connectors import sdk

PROBE = {"test": "test"}
LEGACY_PRODUCT = re.compile(
    r"(?P<name>.+) - (?P<quantity>\d+(?:[.,]\d+)?)x(?P<price>\d+(?:[.,]\d+)?)"
    r" = (?P<amount>\d+(?:[.,]\d+)?)"
)


def form_submitted(request: sdk.HookRequest) -> sdk.Received | sdk.Probe:
    """Answer Tilda's test, check the key, and hand over the form with its fields at the root."""
    body = sdk.parse_body(request.raw, request.content_type)
    if not isinstance(body, Mapping) or not body:
        raise sdk.PayloadRejected("This is not a form of Tilda.", code="not_a_form")
    fields = dict(body)
    key_name = str(request.settings.get("key_name") or "X-API-Key")
    in_body = fields.pop(key_name, None)
    # The test may come without the key, and Tilda keeps the address only after a 200.
    if fields == PROBE:
        return sdk.Probe()
    if secret := request.credentials.get("key_value"):
        given = request.headers.get(key_name.lower()) or (str(in_body) if in_body else None)
        sdk.check_shared_secret(given, [secret])
    return sdk.Received((sdk.Item(form(fields), submission_id(fields)),))


def submission_id(fields: Mapping[str, sdk.Json]) -> str | None:
    """Return Tilda's id of the submission, the same on each of its attempts."""
    tranid = fields.get("tranid")
    return str(tranid) if isinstance(tranid, str | int) and tranid else None


def form(fields: dict[str, sdk.Json]) -> dict[str, sdk.Json]:
    """Return the event: fields as they came, `payment` as one object, `utm` from the cookies."""
    event = sdk.unflatten(fields)
    if "payment" in event:
        event["payment"] = payment(event["payment"])
    cookies = fields.get("COOKIES")
    if isinstance(cookies, str) and (marks := utm(cookies)):
        event.setdefault("utm", marks)
    return event


def payment(value: sdk.Json) -> sdk.Json:
    """Return the order as an object, whichever of Tilda's three shapes it came in."""
    if isinstance(value, str):
        try:
            value = sdk.read_json(value.encode())
        except sdk.Unreadable:
            return value
    if not isinstance(value, Mapping):
        return value
    order = dict(value)
    products = order.get("products")
    if isinstance(products, str):
        products = [products]
    if isinstance(products, list):
        order["products"] = [product(one) for one in products]
    return order


def product(value: sdk.Json) -> sdk.Json:
    """Return a product as an object; a line like "Mug - 2x500 = 1000" is taken apart."""
    found = LEGACY_PRODUCT.fullmatch(value) if isinstance(value, str) else None
    return dict(found.groupdict()) if found else value


def utm(cookies: str) -> dict[str, sdk.Json]:
    """Return the marks that Tilda keeps in its TILDAUTM cookie."""
    for pair in cookies.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == "TILDAUTM":
            marks = parse_qsl(unquote(value).replace("|||", "&"))
            return {key: one for key, one in marks if key.startswith("utm_")}
    return {}


connector = sdk.Connector(
    slug="tilda",
    auth=(sdk.WebhookSecret(fields=(sdk.Field("key_value", "secret"),)),),
    settings=(sdk.Field("key_name", default="X-API-Key"),),
    triggers=(
        sdk.WebhookTrigger(
            "form_submitted",
            read=form_submitted,
            sample={
                "Name": "Анна",
                "Email": "anna@example.org",
                "Phone": "+7 (999) 000-00-00",
                "tranid": "467251:8442970",
                "formid": "form100200",
                "formname": "Заявка",
                "payment": {
                    "orderid": "1520",
                    "amount": "1000",
                    "products": [
                        {"name": "Mug", "quantity": "2", "price": "500", "amount": "1000"}
                    ],
                },
                "utm": {"utm_source": "spring"},
            },
        ),
    ),
)
