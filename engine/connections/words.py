"""What went wrong with a service, in the reader's language."""

from engine.api.words import say, spoken_language
from engine.catalog.errors import ConnectorUnknown
from engine.catalog.strings import words
from engine.kernel.json_types import JsonObject


def words_for(slug: str, code: str, params: JsonObject) -> str:
    """Return the connector's own words for a failure, or else the general ones."""
    try:
        own = words(slug, spoken_language()).find("errors", code)
    except ConnectorUnknown:
        own = None
    return own or say(code, params)
