"""Choices come from the declaration or the service; a failure is never an empty list."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from connectors import sdk
from engine.accounts.models import Workspace
from engine.connections.choices import Place, choices
from engine.connections.errors import ServiceFailed
from engine.connections.models import Connection
from engine.kernel.errors import Invalid
from tests.engine.connections.conftest import ClientOf, Service
from tests.factories import a_workspace

HTTP = "/api/v1/connectors/http/choices"
PLACE = Place("action", "create", "stage")


async def stages(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    params = {"pipeline": query.values["pipeline"], "page": query.page}
    found: Any = await call.get(str(call.settings["url"]), params=params)
    return sdk.Page([sdk.Choice(one["id"], one["name"]) for one in found["items"]], found["next"])


async def explode(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    raise ZeroDivisionError


async def nothing(call: sdk.Call, inputs: Any) -> None:
    return None


def a_connector(loader: Any = stages) -> sdk.Connector:
    fields = (sdk.Field("stage", choices=loader, needs=("pipeline",)),)
    action = sdk.Action("create", fields=fields, run=nothing)
    settings = (sdk.Field("url"),)
    return sdk.Connector("http", auth=(sdk.Basic(),), actions=(action,), settings=settings)


@pytest.fixture
def connection(workspace: Workspace, service: Service) -> Connection:
    return Connection.objects.create(
        workspace=workspace, connector="http", kind="basic", settings={"url": service.url}
    )


def test_the_service_is_asked_with_what_is_filled_in_and_the_page(
    connection: Connection, service: Service
) -> None:
    service.body = b'{"items": [{"id": "7", "name": "Won"}], "next": "p3"}'

    page = choices(
        a_connector(),
        PLACE,
        sdk.ChoiceQuery({"pipeline": 5}, page="p2"),
        connection=connection,
    )

    assert (list(page.items), page.next) == ([sdk.Choice("7", "Won")], "p3")
    assert service.seen[0][0] == "/?pipeline=5&page=p2"


def test_a_service_that_fails_is_an_error_with_a_remedy(
    connection: Connection, service: Service
) -> None:
    service.status = 401

    with pytest.raises(ServiceFailed) as refusal:
        choices(a_connector(), PLACE, sdk.ChoiceQuery({"pipeline": 5}), connection=connection)

    told = refusal.value.params
    assert (told["service_code"], told["remedy"]) == ("credentials_rejected", "reconnect")
    assert refusal.value.status == 502


def test_a_bug_of_a_connector_is_an_error_with_a_remedy(connection: Connection) -> None:
    query = sdk.ChoiceQuery({"pipeline": 5})

    with pytest.raises(ServiceFailed) as refusal:
        choices(a_connector(explode), PLACE, query, connection=connection)

    assert refusal.value.params["service_code"] == "connector_failed"


def test_choices_that_depend_on_an_empty_field_ask_for_it(connection: Connection) -> None:
    query = sdk.ChoiceQuery({"pipeline": ""})

    with pytest.raises(Invalid) as refusal:
        choices(a_connector(), PLACE, query, connection=connection)

    assert [one.path for one in refusal.value.mistakes] == ["/values/pipeline"]


def test_choices_of_an_account_need_a_connection() -> None:
    with pytest.raises(Invalid) as refusal:
        choices(a_connector(), PLACE, sdk.ChoiceQuery({"pipeline": 5}), connection=None)

    assert [one.path for one in refusal.value.mistakes] == ["/connection"]


def test_fixed_choices_are_searched_by_value_and_label(api: APIClient) -> None:
    wish = {"action": "request", "field": "body_kind", "search": "FORM"}

    answer = api.post(HTTP, wish, headers={"Accept-Language": "ru"}).json()

    assert [one["value"] for one in answer["results"]] == ["form"]
    assert answer["results"][0]["label"] == "Форма"
    assert answer["next"] is None


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ({"action": "fly", "field": "url"}, "/action"),
        ({"trigger": "fly", "field": "url"}, "/trigger"),
        ({"action": "request", "field": "url"}, "/field"),
        ({"action": "request", "field": "nothing"}, "/field"),
        ({"field": "method"}, ""),
        ({"action": "request", "trigger": "x", "field": "method"}, ""),
        ({"action": "request", "field": "method", "values": 5}, "/values"),
        ({"action": "request", "field": "method", "connection": "x"}, "/connection"),
    ],
)
def test_a_field_that_is_not_there_is_refused_with_its_place(
    api: APIClient, wish: dict[str, Any], path: str
) -> None:
    answer = api.post(HTTP, wish)

    assert answer.status_code == 400
    assert [one["path"] for one in answer.json()["errors"]] == [path]


def test_a_connection_of_another_workspace_is_not_found(
    api: APIClient, client_of: ClientOf
) -> None:
    theirs = Connection.objects.create(workspace=a_workspace(), connector="http", kind="none")
    wish = {"action": "request", "field": "method", "connection": str(theirs.pk)}

    assert api.post(HTTP, wish).status_code == 404
