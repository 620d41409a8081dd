"""Webhooks: forms with nested brackets and old names, several items and kinds in one request."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from connectors import sdk
from connectors.amocrm import api, shapes

ROOTS = {
    "leads": "lead",
    "contacts": "contact",
    "companies": "company",
    "task": "task",
    "tasks": "task",
}
OTHER_ROOTS = frozenset({"unsorted", "customers", "message", "talk", "catalogs"})
OLD_NAMES = {
    "last_modified": "updated_at",
    "date_create": "created_at",
    "modified_user_id": "updated_by",
    "modified_by": "updated_by",
    "created_user_id": "created_by",
}
NUMBERS = re.compile(r"(old_)?([a-z_]+_)?id|price|created_(at|by)|updated_(at|by)|complete_till")

# A change of many cards at once comes as one request, with some fifty fields a card.
FIELDS_MAX = 30_000
DIGITS = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of event: what happened to what."""

    kind: str
    verb: str

    @property
    def code(self) -> str:
        """Return the name by which a subscription asks for it."""
        return f"{self.verb}_{self.kind}"

    def read(self, request: sdk.HookRequest) -> sdk.Received | sdk.Probe:
        """Return the items of this kind; a request that is not amoCRM's is refused."""
        if not request.raw:
            return sdk.Probe()
        body = parsed(request.raw, request.content_type)
        if not {*ROOTS, *OTHER_ROOTS} & body.keys() or not isinstance(body.get("account"), Mapping):
            raise sdk.PayloadRejected("This is no webhook of amoCRM.", code="not_amocrm")
        day = f"{request.received_at:%Y-%m-%d}"
        return sdk.Received(tuple(self._item(body, one, day) for one in self._rows(body)))

    def _rows(self, body: api.Row) -> Iterator[api.Row]:
        for root, kind in ROOTS.items():
            verbs = body.get(root)
            if isinstance(verbs, Mapping):
                found = listed(verbs.get(self.verb))
                yield from (row for row in found if kind_of(row, kind) == self.kind)

    def _item(self, body: api.Row, row: api.Row, day: str) -> sdk.Item:
        payload = shaped(row)
        if self.verb == "status":
            payload.setdefault("old_pipeline_id", payload.get("pipeline_id"))
        payload["account"] = body["account"]
        content = sdk.dump_json([payload, None if "updated_at" in payload else day])
        digest = hashlib.sha256(content).hexdigest()[:24]
        # amoCRM names no event: the same content is the same event, sent again.
        identity = f"{self.code}:{sdk.as_text(payload.get('id'))}:{digest}"
        return sdk.Item(payload, identity, at=sdk.moment(payload.get("updated_at")))


def kind_of(row: api.Row, kind: str) -> sdk.Json:
    """Return the kind of an item: companies come among the contacts, told apart by their type."""
    told = row.get("type") if kind == "contact" else None
    return told if told in ("contact", "company") else kind


@lru_cache(maxsize=4)
def parsed(raw: bytes, content_type: str) -> dict[str, sdk.Json]:
    """Return the content of a request; all triggers of a connection read the same one in turn."""
    return nested(sdk.parse_body(raw, content_type, fields_max=FIELDS_MAX))


def nested(fields: sdk.Json) -> dict[str, sdk.Json]:
    """Return a form's brackets as objects; where a name has a value and parts, the parts count."""
    if not isinstance(fields, Mapping):
        raise sdk.PayloadRejected("This is no webhook of amoCRM.", code="not_amocrm")
    above = {
        name[:place] for name in fields for place, one in enumerate(name) if one == "[" and place
    }
    return sdk.unflatten({name: one for name, one in fields.items() if name not in above})


def listed(value: sdk.Json) -> list[api.Row]:
    """Return the items of a list that brackets may have made an object."""
    many = list(value.values()) if isinstance(value, Mapping) else value
    return [one for one in many if isinstance(one, Mapping)] if isinstance(many, list) else []


def shaped(row: api.Row) -> dict[str, sdk.Json]:
    """Return an item with the names and types that the API has for it."""
    inner = row.get("note")
    source = {**row, **inner} if isinstance(inner, Mapping) else row
    flat: dict[str, sdk.Json] = {}
    for name, value in source.items():
        if name not in {"custom_fields", "tags", "note", *OLD_NAMES}:
            flat[name] = typed(name, value)
    for old, new in OLD_NAMES.items():
        if old in source:
            flat.setdefault(new, typed(new, source[old]))
    fields = [_field(one) for one in listed(source.get("custom_fields"))]
    flat["custom_fields"] = shapes.by_name(fields)
    flat["tags"] = [one.get("name") for one in listed(source.get("tags"))]
    return flat | shapes.ways(fields)


def typed(name: str, value: sdk.Json) -> sdk.Json:
    """Return ids, prices and moments as numbers, which hooks write as text."""
    if isinstance(value, str) and DIGITS.fullmatch(value) and NUMBERS.fullmatch(name):
        return int(value)
    return value


def _field(one: api.Row) -> dict[str, sdk.Json]:
    values = one.get("values")
    many = list(values.values()) if isinstance(values, Mapping) else values
    return {
        "field_id": one.get("id"),
        "field_name": one.get("name"),
        "field_code": one.get("code"),
        "values": [
            # Dates come bare, everything else as an object with its value inside.
            {"value": each.get("value")} if isinstance(each, Mapping) else {"value": each}
            for each in (many if isinstance(many, list) else [many])
        ],
    }


def accepts(payload: sdk.Json, fields: Mapping[str, sdk.Json]) -> bool:
    """Say whether a bundle that watches one pipeline, stage or team wants this event."""
    row = payload if isinstance(payload, Mapping) else {}
    for name in ("pipeline", "status"):
        wanted = fields.get(name)
        if wanted not in (None, "") and _differs(row.get(f"{name}_id"), wanted):
            return False
    ignored = fields.get("except_user")
    return ignored in (None, "") or _differs(row.get("updated_by"), ignored)


def _differs(one: sdk.Json, other: sdk.Json) -> bool:
    return one is None or sdk.as_text(one) != sdk.as_text(other)
