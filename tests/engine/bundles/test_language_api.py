"""The language of definitions, for the editor."""

import pytest
from rest_framework.test import APIClient

from engine.flow.functions import FUNCTIONS
from engine.flow.operators import OPERATORS


def test_the_schema_of_definitions_is_served(client: APIClient) -> None:
    schema = client.get("/api/v1/schema/definition").json()

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"trigger", "steps"} <= set(schema["properties"])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_function_has_help_in_the_language_of_the_request(
    client: APIClient, language: str
) -> None:
    answer = client.get("/api/v1/functions", headers={"Accept-Language": language})

    rows = [(row["name"], row["help"]) for row in answer.json()["results"]]
    assert len(rows) == len(set(rows))
    assert set(rows) == {(one.name, one.help[language]) for one in FUNCTIONS.values()}


def test_every_operator_is_served(client: APIClient) -> None:
    rows = client.get("/api/v1/operators").json()["results"]

    assert [row["name"] for row in rows] == list(OPERATORS)
