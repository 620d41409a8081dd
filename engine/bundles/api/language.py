"""The language definitions are written in, for the editor."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceView
from engine.accounts.policy import Permission
from engine.api.words import spoken_language
from engine.flow.definition import SCHEMA
from engine.flow.functions import FUNCTIONS
from engine.flow.functions.declare import Function
from engine.flow.operators import OPERATORS


class ArgumentShape(serializers.Serializer[Any]):
    """One argument of a function."""

    name = serializers.CharField()
    kind = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # the editor's word
    default = serializers.JSONField(allow_null=True)


class FunctionShape(serializers.Serializer[Any]):
    """A function for mapping, with its help."""

    name = serializers.CharField()
    group = serializers.CharField()
    reads = serializers.CharField(help_text="Which kind of value it is applied to.")
    arguments = ArgumentShape(many=True)
    help = serializers.CharField()
    example = serializers.CharField()
    result = serializers.JSONField(allow_null=True)
    also = serializers.ListField(child=serializers.CharField(), help_text="Its other names.")


class Functions(serializers.Serializer[Any]):
    """Every function."""

    results = FunctionShape(many=True)


class OperatorShape(serializers.Serializer[Any]):
    """An operator of conditions."""

    name = serializers.CharField()
    group = serializers.CharField()
    operand = serializers.CharField(help_text="What `than` holds.")


class Operators(serializers.Serializer[Any]):
    """Every operator."""

    results = OperatorShape(many=True)


class DefinitionSchemaView(WorkspaceView):
    """The JSON Schema of definitions."""

    needs: ClassVar = {"get": Permission.VIEW}

    @extend_schema(operation_id="schema_definition", responses={200: dict[str, Any]})
    def get(self, request: Request) -> Response:
        """Return the JSON Schema (2020-12) of a bundle's definition."""
        return Response(SCHEMA)


class FunctionsView(WorkspaceView):
    """The functions for mapping."""

    needs: ClassVar = {"get": Permission.VIEW}

    @extend_schema(operation_id="functions", responses=Functions)
    def get(self, request: Request) -> Response:
        """Return every function with its help and an example."""
        rows = [_row(function) for function in dict.fromkeys(FUNCTIONS.values())]
        return Response(Functions({"results": rows}).data)


class OperatorsView(WorkspaceView):
    """The operators of conditions."""

    needs: ClassVar = {"get": Permission.VIEW}

    @extend_schema(operation_id="operators", responses=Operators)
    def get(self, request: Request) -> Response:
        """Return every operator of conditions."""
        return Response(Operators({"results": OPERATORS.values()}).data)


def _row(function: Function) -> dict[str, Any]:
    told = ("name", "group", "reads", "arguments", "example", "result", "also")
    return {name: getattr(function, name) for name in told} | {
        "help": function.help[spoken_language()]
    }
