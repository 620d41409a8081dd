"""Why a journal row is not resent."""

from engine.kernel.json_types import Json, JsonObject


class CannotBeResent(Exception):
    """The row is skipped; the words for `code` say why and what to do instead."""

    def __init__(self, code: str, **params: Json) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def to_json(self) -> JsonObject:
        """Return the reason as results keep it."""
        return {"code": self.code, "remedy": None, "params": self.params}
