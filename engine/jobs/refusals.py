"""Why a thing that a job is about is not done: the words for `code` say why and what to do."""

from engine.kernel.json_types import Json, JsonObject


class Refusal(Exception):
    """The thing is skipped."""

    def __init__(self, code: str, remedy: str | None = None, **params: Json) -> None:
        super().__init__(code)
        self.code = code
        self.remedy = remedy
        self.params = params

    def to_json(self) -> JsonObject:
        """Return the reason as results keep it."""
        return {"code": self.code, "remedy": self.remedy, "params": self.params}


class CannotBeResent(Refusal):
    """A journal row is not resent."""


class LeftAlone(Refusal):
    """What waits is not let go, or a source not asked."""
