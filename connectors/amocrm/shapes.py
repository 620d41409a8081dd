"""Leads, contacts and companies as bundles see them: flat, custom fields by name."""

from collections.abc import Mapping, Sequence

from connectors import sdk
from connectors.amocrm.api import Row

MANY = frozenset({"multitext", "multiselect", "smart_address"})
WAYS = {"EMAIL": "emails", "PHONE": "phones"}
WRAPPED = frozenset({"_links", "_embedded", "custom_fields_values"})


def entity(row: sdk.Json) -> sdk.Json:
    """Return an entity of API v4 with tags, links and custom fields where a person looks."""
    if not isinstance(row, Mapping):
        return row
    flat = {name: one for name, one in row.items() if name not in WRAPPED}
    fields = _rows(row.get("custom_fields_values"))
    flat["custom_fields"] = by_name(fields)
    flat |= ways(fields)
    return flat | _embedded(row.get("_embedded"))


def by_name(fields: Sequence[Row]) -> dict[str, sdk.Json]:
    """Return custom fields as name → value; of two with one name the second has its id too."""
    found: dict[str, sdk.Json] = {}
    for one in fields:
        name = sdk.as_text(one.get("field_name") or one.get("field_id"))
        key = f"{name} ({sdk.as_text(one.get('field_id'))})" if name in found else name
        values = [each.get("value") for each in _rows(one.get("values"))]
        has_many = _word(one, "field_type") in MANY or _word(one, "field_code") in WAYS
        found[key] = values if has_many or len(values) > 1 else next(iter(values), None)
    return found


def ways(fields: Sequence[Row]) -> dict[str, sdk.Json]:
    """Return e-mails and phones: the first of each, and all of them."""
    found: dict[str, sdk.Json] = {}
    for one in fields:
        if (plural := WAYS.get(_word(one, "field_code"))) is not None:
            values = [each.get("value") for each in _rows(one.get("values"))]
            found |= {plural: values, plural.removesuffix("s"): next(iter(values), None)}
    return found


def _embedded(given: sdk.Json) -> dict[str, sdk.Json]:
    if not isinstance(given, Mapping):
        return {}
    found: dict[str, sdk.Json] = {"tags": [one.get("name") for one in _rows(given.get("tags"))]}
    for plural, singular in (("contacts", "contact"), ("companies", "company"), ("leads", "lead")):
        if plural in given:
            linked = _rows(given[plural])
            main = next((one for one in linked if one.get("is_main")), None)
            first = main or next(iter(linked), {})
            found[f"{singular}_id"] = first.get("id")
            found[f"{singular}_ids"] = [one.get("id") for one in linked]
    return found


def _word(one: Row, name: str) -> str:
    return sdk.as_text(one.get(name) or "")


def _rows(value: sdk.Json) -> list[Row]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
