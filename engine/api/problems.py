"""Which problem an exception is: ours, the framework's, the database's, or a bug."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any

from django.core import exceptions as django
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from psycopg import errors as postgres
from rest_framework import exceptions as drf

from engine.api.errors import ParametersAreInvalid
from engine.api.mistakes import flatten
from engine.api.rfc9457 import Problem, SpokenMistake
from engine.kernel.errors import DomainError
from engine.kernel.ids import new_id
from engine.kernel.json_types import Json

log = logging.getLogger(__name__)

_OUR_CODES = {"permission_denied": "forbidden", "parse_error": "bad_json", "error": "internal"}
_RACES = (postgres.UniqueViolation, postgres.ForeignKeyViolation, postgres.ExclusionViolation)
_UNREADY = (postgres.ReadOnlySqlTransaction, postgres.TransactionTimeout)
_RETRY_AFTER_S = 5


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Answer any exception of an API view; what nobody foresaw shows a reference number only."""
    return (problem_of(error) or bug(error, type(context.get("view")).__name__)).response()


def bug(error: BaseException | None, where: str) -> Problem:
    """Log what nobody foresaw under a reference number and show only that number."""
    reference = new_id().hex
    log.error("Bug in %s, reference %s", where, reference, exc_info=error)
    return Problem(500, "internal", {"reference": reference})


@singledispatch
def problem_of(error: BaseException) -> Problem | None:
    """Return the problem an exception means; None for a bug."""
    return None


@problem_of.register
def _(error: DomainError) -> Problem:
    mistakes = tuple(SpokenMistake.of(mistake) for mistake in error.mistakes)
    headers = _retry_after(error.params.get("retry_after_s"))
    return Problem(error.status, error.code, error.params, mistakes, headers)


@problem_of.register
def _(error: drf.APIException) -> Problem:
    code = str(getattr(error.detail, "code", error.default_code))
    headers = _retry_after(getattr(error, "wait", None))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return Problem(error.status_code, _OUR_CODES.get(code, code), headers=headers)


@problem_of.register
def _(error: drf.ValidationError) -> Problem:
    return Problem(error.status_code, "invalid", mistakes=flatten(error.detail))


@problem_of.register
def _(error: ParametersAreInvalid) -> Problem:
    found = flatten(error.detail)
    mistakes = tuple(replace(mistake, path=f"?{mistake.path[1:]}") for mistake in found)
    return Problem(error.status_code, "invalid", mistakes=mistakes)


@problem_of.register
def _(_error: django.ValidationError) -> Problem:
    return Problem(400, "invalid")


@problem_of.register(Http404)
@problem_of.register(django.ObjectDoesNotExist)
def _(_error: Exception) -> Problem:
    return Problem(404, "not_found")


@problem_of.register
def _(_error: django.PermissionDenied) -> Problem:
    return Problem(403, "forbidden")


@problem_of.register(django.SuspiciousOperation)
@problem_of.register(django.BadRequest)
@problem_of.register(MultiPartParserError)
@problem_of.register(DataError)
def _(_error: Exception) -> Problem:
    return Problem(400, "bad_request")


@problem_of.register
def _(_error: django.RequestDataTooBig) -> Problem:
    return Problem(413, "body_too_large")


@problem_of.register(ProtectedError)
@problem_of.register(RestrictedError)
def _(_error: Exception) -> Problem:
    return Problem(409, "in_use")


@problem_of.register
def _(error: IntegrityError) -> Problem | None:
    # Unique and foreign keys break when two people are at it at once; any other is our bug.
    return Problem(409, "conflict") if isinstance(error.__cause__, _RACES) else None


@problem_of.register(OperationalError)
@problem_of.register(InterfaceError)
def _(error: Exception) -> Problem:
    return _away(error)


@problem_of.register
def _(error: InternalError) -> Problem | None:
    # A server that is a replica since a failover, or that cut a transaction for its length.
    return _away(error) if isinstance(error.__cause__, _UNREADY) else None


def _away(error: Exception) -> Problem:
    log.warning("The database does not answer: %s", error)
    return Problem(503, "unavailable", headers=_retry_after(_RETRY_AFTER_S))


def _retry_after(seconds: Json) -> dict[str, str]:
    return {"Retry-After": str(round(seconds))} if isinstance(seconds, int | float) else {}
