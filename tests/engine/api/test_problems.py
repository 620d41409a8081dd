"""Whatever goes wrong is answered as problem+json."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, IntegrityError, InternalError, OperationalError
from django.http import Http404, HttpResponse
from django.utils import translation
from psycopg import errors as postgres
from rest_framework import exceptions as drf
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from engine.api import doors
from engine.api.problems import handle
from engine.kernel.errors import Conflict, Invalid, Mistake

FAILURES: list[tuple[Exception, int, str]] = [
    (Conflict(), 409, "conflict"),
    (Http404(), 404, "not_found"),
    (PermissionDenied(), 403, "forbidden"),
    (SuspiciousOperation(), 400, "bad_request"),
    (RequestDataTooBig(), 413, "body_too_large"),
    (DjangoValidationError("no"), 400, "invalid"),
    (DataError("NUL"), 400, "bad_request"),
    (OperationalError("gone"), 503, "unavailable"),
    (IntegrityError("a bug"), 500, "internal"),
    (drf.NotAuthenticated(), 401, "not_authenticated"),
    (drf.PermissionDenied(), 403, "forbidden"),
    (drf.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
    (drf.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
    (drf.ParseError(), 400, "bad_json"),
    (drf.Throttled(7), 429, "throttled"),
    (ZeroDivisionError("secret detail"), 500, "internal"),
]


def body_of(response: HttpResponse) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(response.content)
    return loaded


@pytest.mark.parametrize(("error", "status", "code"), FAILURES, ids=lambda value: repr(value)[:30])
def test_every_failure_becomes_a_problem_with_a_stable_code(
    error: Exception, status: int, code: str
) -> None:
    response = handle(error, {})

    body = body_of(response)
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert body["type"] == f"urn:svyazka:problem:{code}"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Load it again and repeat"), ("ru", "Загрузите заново")]
)
def test_a_problem_speaks_the_language_of_the_request(language: str, words: str) -> None:
    with translation.override(language):
        assert words in body_of(handle(Conflict(), {}))["detail"]


def test_mistakes_carry_path_code_words_and_parameters() -> None:
    error = Invalid([Mistake("/steps/0", "out_of_range", {"least": 1, "most": 2})])

    body = body_of(handle(error, {}))

    assert body["errors"] == [
        {
            "path": "/steps/0",
            "code": "out_of_range",
            "message": "The value must be between 1 and 2.",
            "params": {"least": 1, "most": 2},
        }
    ]


def test_a_few_choices_are_named_many_are_not() -> None:
    few = Mistake("/a", "not_one_of", {"options": ["first", "all"]})
    many = Mistake("/b", "not_one_of", {"options": [str(n) for n in range(21)]})

    body = body_of(handle(Invalid([few, many]), {}))

    said = [one["message"].partition(". ")[2] for one in body["errors"]]
    assert said == ["Choose one of: first, all.", "Choose from the list."]


def test_the_choice_that_was_meant_is_named() -> None:
    slip = Mistake("/is", "not_one_of", {"options": ["equals", "in"], "nearest": "equals"})

    (told,) = body_of(handle(Invalid([slip]), {}))["errors"]

    assert told["message"] == "This is not one of the choices. Did you mean “equals”?"


@pytest.mark.parametrize("code", ["required", "blank", "empty", "null", "not_a_list", "not_a_dict"])
def test_what_the_framework_finds_is_said_in_words_that_tell_what_to_do(code: str) -> None:
    error = drf.ValidationError({"name": [drf.ErrorDetail("The framework's words", code)]})

    message = body_of(handle(error, {}))["errors"][0]["message"]

    assert re.fullmatch(r"[^.]+\. [^.]+\.", message)


def test_nested_mistakes_of_the_framework_get_pointers_too() -> None:
    detail: Any = {"a/b": {"non_field_errors": ["x"]}, "list": [{}, {"c": ["y", "z"]}]}

    body = body_of(handle(drf.ValidationError(detail), {}))

    assert [m["path"] for m in body["errors"]] == ["/a~1b", "/list/1/c", "/list/1/c"]


def test_a_bug_shows_a_reference_and_hides_everything_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        response = handle(ZeroDivisionError("secret detail"), {})

    reference = body_of(response)["params"]["reference"]
    assert "secret" not in response.content.decode()
    assert reference in caplog.text


def test_a_race_on_a_unique_key_is_a_conflict() -> None:
    error = IntegrityError("duplicate")
    error.__cause__ = postgres.UniqueViolation()

    assert handle(error, {}).status_code == 409


@pytest.mark.parametrize(
    ("cause", "status"),
    [(postgres.ReadOnlySqlTransaction(), 503), (postgres.InFailedSqlTransaction(), 500)],
    ids=["after a failover", "a bug"],
)
def test_a_server_that_takes_no_writes_is_told_from_a_bug(cause: Exception, status: int) -> None:
    error = InternalError("refused")
    error.__cause__ = cause

    assert handle(error, {}).status_code == status


def test_waiting_times_are_told_in_the_header() -> None:
    assert handle(drf.Throttled(7), {})["Retry-After"] == "7"
    assert handle(Conflict(retry_after_s=30), {})["Retry-After"] == "30"


def test_a_thousand_mistakes_are_cut_to_a_hundred() -> None:
    error = Invalid([Mistake(f"/{n}", "missing") for n in range(1000)])

    assert len(body_of(handle(error, {}))["errors"]) == 100


@pytest.mark.parametrize(
    ("door", "status"),
    [(doors.not_found, 404), (doors.bad_request, 400), (doors.forbidden, 403)],
)
def test_django_itself_answers_with_problems(
    door: Callable[..., HttpResponse], status: int
) -> None:
    response = door(APIRequestFactory().get("/api/v1/nowhere"), Http404())

    assert (response.status_code, body_of(response)["status"]) == (status, status)


class Broken(APIView):
    """A view with a bug."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: object) -> None:
        raise ZeroDivisionError


def test_a_bug_in_a_view_is_a_problem_even_for_who_accepts_only_html() -> None:
    response = Broken.as_view()(APIRequestFactory().get("/", headers={"Accept": "*/*"}))

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
