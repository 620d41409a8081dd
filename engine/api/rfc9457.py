"""The shape of RFC 9457 problem+json: a stable code, words in the reader's language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpResponse

from engine.api.words import say
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject

MEDIA_TYPE = "application/problem+json"
MISTAKES_SHOWN = 100
CHOICES_NAMED = 20


@dataclass(frozen=True, slots=True)
class SpokenMistake:
    """A mistake whose words are already chosen."""

    path: str
    code: str
    message: str
    params: JsonObject = field(default_factory=dict)

    @classmethod
    def of(cls, mistake: Mistake) -> "SpokenMistake":
        """Return the mistake with our words for its code; what was meant or can be is named."""
        message = say(_word(mistake), mistake.params)
        return cls(mistake.path, mistake.code, message, mistake.params)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a client gets to know about a failure."""

    status: int
    code: str
    params: JsonObject = field(default_factory=dict)
    mistakes: tuple[SpokenMistake, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Json]:
        """Return the members of the answer."""
        return {
            "type": f"urn:svyazka:problem:{self.code}",
            "title": say(f"title_{self.status}"),
            "status": self.status,
            "code": self.code,
            "detail": say(self.code, self.params),
            "params": dict(self.params),
            "errors": [
                {"path": m.path, "code": m.code, "message": m.message, "params": dict(m.params)}
                for m in self.mistakes[:MISTAKES_SHOWN]
            ],
        }

    def response(self) -> HttpResponse:
        """Return the answer; it is problem+json whatever the client says it accepts."""
        text = json.dumps(self.body(), default=str)
        headers = dict(self.headers)
        return HttpResponse(text, content_type=MEDIA_TYPE, status=self.status, headers=headers)


def _word(mistake: Mistake) -> str:
    options = mistake.params.get("options")
    if "nearest" in mistake.params:
        return f"{mistake.code}_near"
    named = isinstance(options, list) and 0 < len(options) <= CHOICES_NAMED
    return "not_one_of_these" if mistake.code == "not_one_of" and named else mistake.code
