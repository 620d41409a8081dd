"""Bad input to the accounts' calls is a clear refusal and never a failure."""

from typing import Any

import pytest

from engine.accounts.models import Role
from tests.factories import a_client

pytestmark = pytest.mark.django_db

BODIES = [
    (b"{", "bad_json"),
    (b"[" * 10_000, "too_deep"),
    (b'{"name": "' + b"a" * (1024 * 1024) + b'"}', "body_too_large"),
    (b'{"name": "\\u0000"}', "bad_text"),
    (b'{"name": "\\ud800"}', "bad_text"),
    (b'{"name": NaN}', "bad_number"),
    (b'{"name": "a", "name": "b"}', "duplicate_key"),
    (b'{"name": 5}', "invalid"),
    (b'{"naem": "x"}', "invalid"),
    (b"[]", "invalid"),
    (b'{"name": null}', "invalid"),
    (b'{"name": ""}', "invalid"),
    (b'{"name": "' + b"a" * 201 + b'"}', "invalid"),
    (b'{"time_zone": "Mars/Base"}', "invalid"),
    (b'{"time_zone": "../../etc/passwd"}', "invalid"),
    (b'{"language": "de"}', "invalid"),
]


@pytest.mark.parametrize(("body", "code"), BODIES, ids=lambda value: str(value)[:30])
def test_a_bad_body_is_refused_by_code(body: Any, code: str) -> None:
    answer = a_client().generic("PATCH", "/api/v1/workspace", body, "application/json")

    assert (400 <= answer.status_code < 500, answer.json()["code"]) == (True, code)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "", "x/"])
def test_bodies_other_than_json_are_refused(kind: str) -> None:
    answer = a_client().generic("PATCH", "/api/v1/workspace", "name=x", kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_method_that_means_nothing_is_refused(method: str) -> None:
    answer = a_client().generic(method, "/api/v1/workspace")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "expiry", ["2001-01-01T00:00:00Z", "soon", 5, "9999-99-99T00:00:00Z", "0001-01-01T00:00:00+14"]
)
def test_a_token_cannot_end_in_the_past_or_never_land(expiry: object) -> None:
    wish = {"name": "CI", "role": Role.VIEWER, "expires_at": expiry}

    answer = a_client().post("/api/v1/tokens", wish, "json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "/expires_at"


def test_a_mistake_is_explained_in_russian_when_asked() -> None:
    answer = a_client().patch(
        "/api/v1/workspace",
        {"time_zone": "Mars/Base", "x": 1},
        "json",
        headers={"Accept-Language": "ru"},
    )

    messages = {mistake["path"]: mistake["message"] for mistake in answer.json()["errors"]}
    assert messages["/time_zone"].startswith("Такого часового пояса нет")
    assert messages["/x"].startswith("Такого поля здесь нет")
