"""A connector as the dashboard and programs see it: words and JSON Schema, no code."""

from collections.abc import Sequence

from django.conf import settings

from connectors.sdk.auth import Auth
from connectors.sdk.declare import Action, Connector, Trigger, WebhookTrigger
from connectors.sdk.fields import Field, field_schema, fields_schema
from engine.catalog.strings import Words, words
from engine.kernel.json_types import Json

FIELDS = "fields"
CALLBACK = "/api/v1/oauth/callback"


def card(connector: Connector, language: str) -> dict[str, Json]:
    """Return what a list of services shows of one."""
    texts = words(connector.slug, language)
    return {
        "slug": connector.slug,
        "name": texts.find("name") or connector.slug,
        "description": texts.find("about") or "",
        "icon": f"/api/v1/connectors/{connector.slug}/icon",
        "kinds": [one.kind for one in connector.auth],
        "triggers": [_thing(texts, "triggers", one.name) for one in connector.triggers],
        "actions": [_thing(texts, "actions", one.name) for one in connector.actions],
    }


def whole(connector: Connector, language: str) -> dict[str, Json]:
    """Return everything a person or a program needs to use the service."""
    texts = words(connector.slug, language)
    return {
        **card(connector, language),
        "auth": [_auth(texts, connector.slug, one) for one in connector.auth],
        "settings": schema_of(texts, connector.settings, ("settings",)),
        "triggers": [_trigger(texts, one) for one in connector.triggers],
        "actions": [_action(texts, one) for one in connector.actions],
    }


def schema_of(texts: Words, fields: Sequence[Field], owner: tuple[str, ...]) -> dict[str, Json]:
    """Return the JSON Schema of fields with their labels and help; the owner's words go first."""
    described = {one.name: _field(texts, one, owner) for one in fields}
    return {**fields_schema(fields), "properties": described}


def choice_label(texts: Words, one: Field, value: str) -> str:
    """Return what a fixed choice of a field is called."""
    return texts.find(FIELDS, one.name, "choices", value) or value


def _thing(texts: Words, *place: str) -> dict[str, Json]:
    return {"name": place[-1], "label": texts.label(*place), "help": texts.help(*place)}


def _auth(texts: Words, slug: str, one: Auth) -> dict[str, Json]:
    thing = _thing(texts, "auth", one.kind)
    by_consent = one.kind == "oauth2"
    return {
        "kind": one.kind,
        "label": thing["label"],
        "help": thing["help"],
        "fields": schema_of(texts, one.fields, ("auth", one.kind)),
        "can_be_tested": one.check is not None,
        "callback_url": f"{settings.BASE_URL}{CALLBACK}" if by_consent else None,
        "fields_may_be_left_out": by_consent and slug in settings.OAUTH_APPS,
    }


def _trigger(texts: Words, one: Trigger) -> dict[str, Json]:
    return {
        **_thing(texts, "triggers", one.name),
        "kind": "webhook" if isinstance(one, WebhookTrigger) else "polling",
        "fields": schema_of(texts, one.fields, ("triggers", one.name)),
        "sample": one.sample,
    }


def _action(texts: Words, one: Action) -> dict[str, Json]:
    return {
        **_thing(texts, "actions", one.name),
        "fields": schema_of(texts, one.fields, ("actions", one.name)),
        "sample": one.sample,
        "idempotent": one.idempotent,
    }


def _field(texts: Words, one: Field, owner: tuple[str, ...]) -> dict[str, Json]:
    own = (*owner, FIELDS, one.name)
    place = own if texts.find(*own, "label") else (FIELDS, one.name)
    schema = {**field_schema(one), "title": texts.label(*place)}
    if told := texts.help(*place):
        schema["description"] = told
    if one.options:
        schema["x-labels"] = {value: choice_label(texts, one, value) for value in one.options}
    return schema
