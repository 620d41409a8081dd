"""Query parameters: declared, validated, and refused when unknown."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework import fields
from rest_framework.request import Request
from rest_framework.views import APIView

from engine.api.errors import ParameterIsUnknown, ParametersAreInvalid
from engine.api.paging import Newest
from engine.api.serializers import Strict, validated
from engine.kernel.errors import Invalid, Mistake

_UNKNOWN_LENGTH = "-1"


class Parameters(Strict):
    """Declares the query parameters of a call as serializer fields."""

    strict_types = False  # everything in an address is text


class NoBody(Strict):
    """The body of a call that takes none: nothing, or an object without fields."""


class TakesParameters(APIView):
    """A view that knows its query parameters: declared in `asks`, their values in `asked`.

    The keys of `asks` and the members of `pages` and `bodiless` are viewset actions, or HTTP
    methods of a view; what is sent to a `bodiless` one is refused.
    """

    asks: ClassVar[Mapping[str, type[Parameters]]] = {}
    pages: ClassVar[Collection[str]] = ("list",)
    bodiless: ClassVar[Collection[str]] = ()
    asked: dict[str, Any]

    def handler_name(self) -> str:
        """Return the viewset action or the HTTP method in lower case; empty when there is none."""
        method = (self.request.method or "").lower()
        if method == "options":  # answered with 405, though every view has a method for it
            return ""
        if hasattr(self, "action_map"):
            return getattr(self, "action", None) or ""
        name = "get" if method == "head" else method
        return name if name in self.http_method_names and hasattr(self, name) else ""

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Take a body sent in chunks for what it is; the framework sees none without a length."""
        if request.headers.get("Transfer-Encoding") and not request.META.get("CONTENT_LENGTH"):
            request.META["CONTENT_LENGTH"] = _UNKNOWN_LENGTH
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the parameters once it is known that the caller may make this call."""
        super().initial(request, *args, **kwargs)
        if name := self.handler_name():
            self.asked = self._read(request, name)
            if name in self.bodiless:
                validated(NoBody(data=request.data))

    def _read(self, request: Request, name: str) -> dict[str, Any]:
        form = self.asks.get(name, Parameters)
        known: Mapping[str, Any] = form().fields
        paging = Newest.parameters if name in self.pages else ()
        sent = request.query_params
        if unknown := sorted(set(sent) - set(known) - set(paging)):
            raise ParameterIsUnknown([Mistake(f"?{key}", "unknown_parameter") for key in unknown])
        values = {key: _value(known.get(key), key, sent.getlist(key)) for key in sent}
        return _validated(form(data={key: values[key] for key in known if key in values}))


def _value(field: Any, key: str, texts: list[str]) -> str | list[str]:
    if isinstance(field, fields.ListField | fields.MultipleChoiceField):
        return texts
    if len(texts) > 1:
        raise Invalid([Mistake(f"?{key}", "repeated_parameter")])
    return texts[0]


def _validated(form: Parameters) -> dict[str, Any]:
    if not form.is_valid():
        raise ParametersAreInvalid(form.errors)
    return dict(form.validated_data)
