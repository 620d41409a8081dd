"""What went wrong with a service, in the reader's language and as the journal says it."""

from typing import Any

from connectors.sdk.errors import AddressRefused, ConnectorError
from engine.api.words import say, spoken_language
from engine.catalog.strings import own_words
from engine.connections.errors import AddressIsInternal, ServiceFailed
from engine.flow.errors import MappingFailed
from engine.kernel.errors import DomainError
from engine.kernel.json_types import Json, JsonObject


def words_for(slug: str, code: str, params: JsonObject) -> str:
    """Return the connector's own words for a failure, or else the general ones."""
    return own_words(slug, code, spoken_language()) or say(code, params)


def no_answer(slug: str, error: ConnectorError) -> DomainError:
    """Return what a talk that failed is to the API client who wanted it."""
    if isinstance(error, AddressRefused):
        return AddressIsInternal()
    return ServiceFailed((), **_told_by_service(slug, error))


def _told_by_service(slug: str, error: ConnectorError) -> JsonObject:
    told: dict[str, Json] = {"reason": words_for(slug, error.code, {})}
    told |= {"service_code": error.code, "remedy": error.remedy, "answer": error.answer}
    return told | ({"retry_after_s": error.retry_after} if error.retry_after else {})


def error_of(
    problem: ConnectorError | DomainError, path: str | None = None, *, service: str | None = None
) -> dict[str, Any]:
    """Return the error of a run's step, or of a poll, as the journal keeps it.

    Who reads it hears the words that the connector of the `service` has for it.
    """
    if isinstance(problem, ConnectorError):
        told = {**_of_service(problem), "service": service}
    else:
        told = _of_ours(problem)
    return {
        name: storable(value) if isinstance(value, str) else value
        for name, value in {**told, "step": path}.items()
        if value is not None
    }


def storable(text: str) -> str:
    """Return what a service said without what PostgreSQL cannot keep."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


def _of_service(problem: ConnectorError) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "remedy": problem.remedy,
        "http_status": problem.status,
        "field": problem.field,
        "wanted": problem.wanted,
        "answer": problem.answer,
    }


def _of_ours(problem: DomainError) -> dict[str, Any]:
    where = {"at": problem.path} if isinstance(problem, MappingFailed) else {}
    return {"code": problem.code, "remedy": "fix", "params": dict(problem.params), **where}
