"""Serializers that take exactly what they declare."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import fields, relations, serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings

from engine.api.rfc9457 import CHOICES_NAMED, SpokenMistake
from engine.api.words import say
from engine.kernel.errors import Mistake
from engine.kernel.json_types import JsonObject
from engine.kernel.nearest import strangers

# DRF itself reads 1 as "1", "yes" as true and 7 as a UUID; a typo must not become data.
_TYPES: tuple[tuple[type[fields.Field[Any, Any, Any, Any]], tuple[type, ...], str], ...] = (
    (fields.BooleanField, (bool,), "boolean"),
    (fields.IntegerField, (int, float), "integer"),
    (fields.FloatField, (int, float), "number"),
    (fields.DecimalField, (int, float, str), "number"),
    (fields.CharField, (str,), "string"),
    (fields.MultipleChoiceField, (list,), "array"),
    (fields.ChoiceField, (str,), "string"),
    (fields.UUIDField, (str,), "string"),
    (fields.DateTimeField, (str,), "string"),
    (fields.DateField, (str,), "string"),
    (fields.TimeField, (str,), "string"),
    (relations.PrimaryKeyRelatedField, (str,), "string"),
)


class Exact(serializers.Serializer[Any]):
    """Refuse unknown fields and values of another JSON type, together with all other mistakes."""

    strict_types: ClassVar[bool] = True

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; every mistake is reported at once."""
        if not isinstance(data, Mapping):
            raise ValidationError(
                {api_settings.NON_FIELD_ERRORS_KEY: [_detail("wrong_type.object")]}
            )
        refused = {**self._unknown(data), **self._mistyped(data)}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            found = error.detail if isinstance(error.detail, dict) else {}
            raise ValidationError({**self._with_choices(found), **refused}) from error
        if refused:
            raise ValidationError(refused)
        return value

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        known = {str(field.field_name) for field in self._writable_fields}
        return {name: [_stranger(meant)] for name, meant in strangers(data, known)}

    def _with_choices(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Name what could be chosen where something else was sent; long lists are not named."""
        offered = {
            str(field.field_name): list(field.choices)
            for field in self._writable_fields
            if isinstance(field, fields.ChoiceField) and len(field.choices) <= CHOICES_NAMED
        }
        return {
            name: [_choose(one, offered[name]) for one in said] if name in offered else said
            for name, said in found.items()
        }

    def _mistyped(self, data: Mapping[str, Any]) -> dict[str, Any]:
        if not self.strict_types:
            return {}
        found = {
            str(field.field_name): _type_mistakes(field, data.get(str(field.field_name)))
            for field in self._writable_fields
        }
        return {name: mistakes for name, mistakes in found.items() if mistakes}


class Strict(Exact):
    """A serializer that refuses unknown fields and wrong types."""


class ModelStrict(Exact, serializers.ModelSerializer[Any]):
    """A model serializer that refuses unknown fields and wrong types."""


def validated(form: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    """Return the values of a form; every mistake of it is refused at once."""
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _stranger(meant: JsonObject) -> ErrorDetail:
    mistake = SpokenMistake.of(Mistake("", "unknown_field", meant))
    return ErrorDetail(mistake.message, mistake.code)


def _choose(said: ErrorDetail, choices: list[Any]) -> ErrorDetail:
    if said.code != "invalid_choice":
        return said
    return ErrorDetail(say("not_one_of_these", {"options": choices}), said.code)


def _type_mistakes(field: Any, value: Any) -> Any:
    """Return the error of one value, for a list the errors by index, or nothing."""
    if value is None:
        return None
    if isinstance(field, fields.ListField) and isinstance(value, list):
        found = {i: _type_mistakes(field.child, item) for i, item in enumerate(value)}
        return {index: mistake for index, mistake in found.items() if mistake}
    types, wanted = next((row[1:] for row in _TYPES if isinstance(field, row[0])), ((), ""))
    fits = not types or _fits(field, value, types)
    return None if fits else [_detail(f"wrong_type.{wanted}")]


def _fits(field: Any, value: Any, types: tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return bool in types
    if isinstance(field, fields.IntegerField) and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, types)


def _detail(code: str) -> ErrorDetail:
    return ErrorDetail(say(code), code)
