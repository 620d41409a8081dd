"""What went wrong with a service, in the reader's language."""

from connectors.sdk.errors import ConnectorError
from engine.api.words import say, spoken_language
from engine.catalog.errors import ConnectorUnknown
from engine.catalog.strings import words
from engine.kernel.json_types import Json, JsonObject


def words_for(slug: str, code: str, params: JsonObject) -> str:
    """Return the connector's own words for a failure, or else the general ones."""
    try:
        own = words(slug, spoken_language()).find("errors", code)
    except ConnectorUnknown:
        own = None
    return own or say(code, params)


def told_by_service(slug: str, error: ConnectorError) -> JsonObject:
    """Return what a failure of the service tells an API client."""
    told: dict[str, Json] = {"reason": words_for(slug, error.code, {})}
    told |= {"service_code": error.code, "remedy": error.remedy, "answer": error.answer}
    return told | ({"retry_after_s": error.retry_after} if error.retry_after else {})


def storable(text: str) -> str:
    """Return what a service said without what PostgreSQL cannot keep."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()
