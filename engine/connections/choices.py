"""Choices of a field: fixed ones from the declaration, others asked of the service."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.sdk.declare import Connector
from connectors.sdk.errors import ConnectorError
from connectors.sdk.fields import Choice, ChoiceQuery, Field, Page
from engine.api.pointers import pointer
from engine.api.searching import plain
from engine.api.words import spoken_language
from engine.catalog.describe import choice_label
from engine.catalog.strings import words
from engine.connections.models import Connection
from engine.connections.services import account_for
from engine.connections.talk import list_choices
from engine.connections.words import no_answer
from engine.kernel.errors import Invalid, Mistake
from engine.kernel.json_types import Json


@dataclass(frozen=True)
class Place:
    """Where a field is: in a trigger or in an action, by name."""

    kind: str
    owner: str
    field: str


def choices(
    connector: Connector, place: Place, query: ChoiceQuery, *, connection: Connection | None
) -> Page[Choice]:
    """Return one page of choices; a service that fails is an error, never an empty page."""
    one = _field(connector, place)
    if one.loader is None:
        return _fixed(connector, one, query)
    _demand_needs(one, query.values)
    account = account_for(connector, connection)
    try:
        return list_choices(account, one.loader, query)
    except ConnectorError as error:
        raise no_answer(connector.slug, error) from None


def _field(connector: Connector, place: Place) -> Field:
    find = connector.trigger if place.kind == "trigger" else connector.action
    owner = find(place.owner)
    if owner is None:
        raise Invalid(
            [Mistake(pointer(place.kind), f"{place.kind}_unknown", {"name": place.owner})]
        )
    found = next((one for one in owner.fields if one.name == place.field), None)
    if found is None or (found.loader is None and not found.options):
        raise Invalid([Mistake("/field", "field_without_choices", {"name": place.field})])
    return found


def _fixed(connector: Connector, one: Field, query: ChoiceQuery) -> Page[Choice]:
    texts, wanted = words(connector.slug, spoken_language()), plain(query.search or "")
    offered = [Choice(value, choice_label(texts, one, value)) for value in one.options]
    return Page([one for one in offered if wanted in plain(f"{one.value}\n{one.label}")])


def _demand_needs(one: Field, values: Mapping[str, Json]) -> None:
    absent = [name for name in one.needs if values.get(name) in (None, "")]
    if absent:
        raise Invalid([Mistake(pointer("values", name), "missing") for name in absent])
