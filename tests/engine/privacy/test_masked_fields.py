"""The rules by which the journal masks values: who may set them, and what the journal tells."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.journal.models import Entry
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db


def patched(client: APIClient, rules: list[Any]) -> Any:
    return client.patch("/api/v1/workspace", {"masked_fields": rules}, "json")


def told(workspace: Workspace) -> list[tuple[str, list[str]]]:
    rows = Entry.objects.filter(workspace_id=workspace.pk, kind="system").order_by("id")
    details = [json.loads(row.details) for row in rows]
    return [(one["code"], one["params"]["rules"]) for one in details]


def test_an_owner_names_the_fields_and_the_journal_tells_each_change() -> None:
    home = a_workspace()
    client = a_client(home)

    patched(client, ["phone", "*.card.number"])
    answer = patched(client, ["*.card.number", "passport*"])

    assert answer.json()["masked_fields"] == ["*.card.number", "passport*"]
    assert told(home) == [
        ("masked_fields_added", ["phone", "*.card.number"]),
        ("masked_fields_added", ["passport*"]),
        ("masked_fields_removed", ["phone"]),
    ]


def test_the_same_rules_again_are_no_news() -> None:
    home = a_workspace()
    client = a_client(home)
    patched(client, ["phone"])

    patched(client, ["phone"])

    assert len(told(home)) == 1


def test_a_rule_in_another_case_is_the_same_rule() -> None:
    answer = patched(a_client(), ["Phone", "phone", " card . Number "])

    assert answer.json()["masked_fields"] == ["Phone", "card.Number"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("card..number", "mask_rule_has_gap"),
        (".", "mask_rule_has_gap"),
        ("", "blank"),
        ("*", "mask_rule_too_wide"),
        ("*.**", "mask_rule_too_wide"),
        ("x" * 101, "too_long"),
        (7, "wrong_type"),
    ],
)
def test_a_rule_that_names_no_field_is_refused_at_its_place(rule: Any, code: str) -> None:
    answer = patched(a_client(), ["phone", rule])

    (mistake,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert (mistake["path"], mistake["code"]) == ("/masked_fields/1", code)


def test_other_settings_leave_the_rules_alone() -> None:
    client = a_client()
    patched(client, ["phone"])

    answer = client.patch("/api/v1/workspace", {"name": "Shop"}, "json").json()

    assert (answer["name"], answer["masked_fields"]) == ("Shop", ["phone"])


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OPERATOR, Role.VIEWER])
def test_only_an_owner_may_name_them(role: Role) -> None:
    home = a_workspace()

    answer = patched(a_client(home, role=role), ["phone"])

    assert answer.status_code == 403
    assert told(home) == []


def test_a_trial_shows_what_the_journal_would_keep() -> None:
    value = {"name": "Anna", "card": {"number": "4111"}, "note": "paid by 4111"}

    answer = a_client().post(
        "/api/v1/privacy/try", {"rules": ["card.number"], "value": value}, "json"
    )

    kept = {"name": "Anna", "card": {"number": "•••"}, "note": "paid by •••"}
    assert answer.json() == {"value": kept, "masked": True}


def test_a_trial_says_when_no_rule_met_anything() -> None:
    trial = {"rules": ["phone"], "value": [{"name": "Anna"}]}

    answer = a_client().post("/api/v1/privacy/try", trial, "json")

    assert answer.json() == {"value": [{"name": "Anna"}], "masked": False}
