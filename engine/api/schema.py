"""How the HTTP surface describes itself: OpenAPI with every refusal documented."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers

from engine.api.parameters import TakesParameters
from engine.api.rfc9457 import MEDIA_TYPE
from engine.api.serializers import Exact

_ALWAYS = {
    "400": "The request is not valid.",
    "401": "Nobody is signed in, or the token is not good any more.",
    "403": "The role does not allow this.",
    "default": "Anything else that went wrong.",
}
_WITH_ID = {"404": "There is no such thing in this workspace."}
_WITH_BODY = {
    "409": "Somebody was faster, or the present state does not allow this.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
}


class MistakeShape(serializers.Serializer[Any]):
    """One thing wrong with what was sent."""

    path = serializers.CharField(help_text="JSON pointer into the body, or `?name` of a parameter.")
    code = serializers.CharField()
    message = serializers.CharField()
    params = serializers.DictField()


class ProblemShape(serializers.Serializer[Any]):
    """What went wrong (RFC 9457); programs go by `code`, people read `detail`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    params = serializers.DictField()
    errors = MistakeShape(many=True)  # type: ignore[assignment]  # a name the standard gives


class ApiSchema(AutoSchema):
    """Adds what every call of ours shares: problems, declared parameters, closed objects."""

    def get_override_parameters(self) -> list[Any]:
        """Describe the query parameters the view declares in `asks`."""
        if not isinstance(self.view, TakesParameters):
            return []
        name = getattr(self.view, "action", None) or self.method.lower()
        form = self.view.asks.get(name)
        return [form] if form else []

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        answers = super()._get_response_bodies(direction)
        if direction == "response":
            for status, words in self._refusals().items():
                answers.setdefault(status, self._problem(words))
        return answers

    def _refusals(self) -> dict[str, str]:
        with_id = _WITH_ID if "{" in self.path else {}
        with_body = {} if self.method == "GET" else _WITH_BODY
        return {**_ALWAYS, **with_id, **with_body}

    def _problem(self, words: str) -> dict[str, Any]:
        component = self.resolve_serializer(ProblemShape, "response")
        return {"description": words, "content": {MEDIA_TYPE: {"schema": component.ref}}}

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(serializer, Exact):
            schema["additionalProperties"] = False
        return schema
