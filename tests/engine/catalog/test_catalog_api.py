"""The catalogue over HTTP, in the reader's language."""

from typing import Any

import jsonschema_rs
import pytest
from rest_framework.test import APIClient

from tests.factories import a_client

LIST = "/api/v1/connectors"


@pytest.fixture
def api(db: None) -> APIClient:
    return a_client()


def read(api: APIClient, path: str = "", language: str = "en") -> Any:
    answer = api.get(LIST + path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.json()


def test_every_installed_service_is_listed_with_what_it_can_do(api: APIClient) -> None:
    listed = read(api)

    assert listed["next"] is None
    cards = {one["slug"]: one for one in listed["results"]}
    assert {"webhook", "http", "email", "tilda"} <= cards.keys()
    assert cards["http"]["kinds"] == ["none", "api_key", "basic"]
    assert [one["name"] for one in cards["tilda"]["triggers"]] == ["form_submitted"]
    assert cards["email"]["description"].startswith("Sends mail")


def test_a_service_is_found_by_a_part_of_its_name_in_any_language(api: APIClient) -> None:
    def slugs(search: str) -> list[str]:
        return [one["slug"] for one in read(api, f"?search={search}")["results"]]

    assert slugs("TILD") == ["tilda"]
    assert slugs("вебх") == ["webhook"]
    assert slugs("nothing-like-it") == []


def test_a_service_is_described_by_schemas_with_labels(api: APIClient) -> None:
    described = read(api, "/http")

    action = described["actions"][0]
    schema = action["fields"]
    assert (schema["required"], schema["additionalProperties"]) == (["url"], False)
    assert schema["properties"]["url"]["title"] == "Address"
    assert schema["properties"]["body_kind"]["x-labels"]["form"] == "Form"
    assert action["sample"]["status"] == 200
    assert described["settings"]["properties"]["test_url"]["format"] == "uri"
    secret = described["auth"][1]["fields"]["properties"]["value"]
    assert (secret["writeOnly"], secret["title"]) == (True, "Key")


def test_labels_are_in_the_language_of_the_request(api: APIClient) -> None:
    described = read(api, "/http", "ru")

    assert described["actions"][0]["fields"]["properties"]["url"]["title"] == "Адрес"


def test_all_schemas_are_valid(api: APIClient) -> None:
    for card in read(api)["results"]:
        whole = read(api, f"/{card['slug']}")
        things = [*whole["auth"], *whole["triggers"], *whole["actions"]]
        for schema in [whole["settings"], *(one["fields"] for one in things)]:
            jsonschema_rs.meta.validate(schema)


def test_the_icon_is_a_picture_that_can_do_nothing(api: APIClient) -> None:
    address = read(api, "/http")["icon"]

    icon = api.get(address, headers={"Accept": "image/webp,*/*;q=0.8"})

    assert icon.headers["Content-Type"].startswith("image/svg+xml")
    assert icon.content.lstrip().startswith(b"<svg")
    assert "default-src 'none'" in icon.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/nothing", "/sdk", "/..%2Fengine", "/nothing/icon", "/http%00"])
def test_an_unknown_service_is_not_found(api: APIClient, path: str) -> None:
    answer = api.get(LIST + path)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_nobody_reads_the_catalogue_without_signing_in(client: APIClient, db: None) -> None:
    assert client.get(LIST).status_code == 401
