"""Requests declared as data: `{name}` stands for an input, and nothing else happens in a string."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote

from connectors.sdk.coercion import as_text
from connectors.sdk.json_types import Json

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True)
class RequestTemplate:
    """A request with placeholders; `fill` makes a real one of it."""

    method: ClassVar[str] = "GET"
    path: str
    params: Mapping[str, Json] = field(default_factory=dict)
    json: Json = None
    form: Mapping[str, Json] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def fill(self, values: Mapping[str, Json]) -> "FilledRequest":
        """Put the values in: quoted in the path, with their type elsewhere, absent ones dropped."""
        return FilledRequest(
            self.method,
            PLACEHOLDER.sub(lambda found: _path_part(values, found[1]), self.path),
            _fill_mapping(self.params, values),
            _fill(self.json, values),
            None if self.form is None else _fill_mapping(self.form, values),
            {name: as_text(one) for name, one in _fill_mapping(self.headers, values).items()},
        )


@dataclass(frozen=True, slots=True)
class FilledRequest:
    """A request ready for `Call.request`."""

    method: str
    path: str
    params: dict[str, Json]
    json: Json
    form: dict[str, Json] | None
    headers: dict[str, str]


class Get(RequestTemplate):
    """A GET request."""


class Post(RequestTemplate):
    """A POST request."""

    method = "POST"


class Put(RequestTemplate):
    """A PUT request."""

    method = "PUT"


class Patch(RequestTemplate):
    """A PATCH request."""

    method = "PATCH"


class Delete(RequestTemplate):
    """A DELETE request."""

    method = "DELETE"


class _Absent:
    """The mark of a lone placeholder whose input was not given."""


def _path_part(values: Mapping[str, Json], name: str) -> str:
    value = values.get(name)
    # A path made of "." or ".." would climb to another resource of the service.
    quoted = quote(as_text("" if value is None else value), safe="")
    return quoted.replace(".", "%2E") if quoted.strip(".") == "" else quoted


def _fill(template: Json, values: Mapping[str, Json]) -> Json:
    filled = _fill_one(template, values)
    return None if isinstance(filled, _Absent) else filled


def _fill_one(template: Json, values: Mapping[str, Json]) -> "Json | _Absent":
    if isinstance(template, str):
        return _fill_text(template, values)
    if isinstance(template, Mapping):
        return _fill_mapping(template, values)
    if isinstance(template, list | tuple):
        filled = (_fill_one(one, values) for one in template)
        return [one for one in filled if not isinstance(one, _Absent)]
    return template


def _fill_text(template: str, values: Mapping[str, Json]) -> "Json | _Absent":
    lone = PLACEHOLDER.fullmatch(template)
    if lone:
        value = values.get(lone[1])
        return _Absent() if value is None else value
    return PLACEHOLDER.sub(lambda found: as_text(values.get(found[1]) or ""), template)


def _fill_mapping(template: Mapping[str, Json], values: Mapping[str, Json]) -> dict[str, Json]:
    filled = {name: _fill_one(one, values) for name, one in template.items()}
    return {name: one for name, one in filled.items() if not isinstance(one, _Absent)}
