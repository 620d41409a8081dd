"""What the journal's answers look like, for the OpenAPI file; `rows` makes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.journal.models import Entry

REMEDIES = ["retry", "reconnect", "fix", "stop", "decide", "bug"]
OUTCOMES = ["ok", "error", "unknown"]

Shape = serializers.Serializer[Any]

SEARCH_SCHEMA = {
    "type": "object",
    "nullable": True,
    "description": "How far a search has come; null without one.",
    "required": ["by", "searched_to", "done"],
    "additionalProperties": False,
    "properties": {
        "by": {
            "type": "string",
            "enum": ["key", "text"],
            "description": "Whether these rows have the term as a key, or in their texts.",
        },
        "searched_to": {
            "type": "string",
            "format": "date-time",
            "nullable": True,
            "description": "Texts newer than that have been looked through.",
        },
        "done": {"type": "boolean", "description": "Whether there is nothing left to look at."},
    },
}


@extend_schema_field({})
class AnyJson(serializers.JSONField):
    """Whatever a service or a person sent."""


class ErrorShape(Shape):
    """What went wrong and what to do next."""

    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField(allow_null=True, help_text=f"One of {', '.join(REMEDIES)}.")
    params = serializers.DictField()


class StepDotShape(Shape):
    """One step as a dot in the list."""

    id = serializers.CharField()
    status = serializers.CharField()


class AttemptShape(Shape):
    """One try of a step; `repeat_possible` says that the one before may have had its effect."""

    n = serializers.IntegerField(allow_null=True)
    outcome = serializers.CharField(allow_null=True, help_text=f"One of {', '.join(OUTCOMES)}.")
    at = serializers.CharField(allow_null=True)
    ms = serializers.FloatField(allow_null=True)
    http_status = serializers.IntegerField(allow_null=True)
    repeat_possible = serializers.BooleanField(allow_null=True)


class StepShape(Shape):
    """One step with what it took in, gave out and went through."""

    id = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True, help_text="Inside loops: which pass of which.")
    kind = serializers.CharField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    connector = serializers.CharField(allow_null=True, help_text="Of actions.")
    connection = serializers.UUIDField(allow_null=True, help_text="Of actions that need one.")
    input = AnyJson()
    output = AnyJson()
    attempts = AttemptShape(many=True)
    error = ErrorShape(allow_null=True)
    kept = serializers.BooleanField(help_text="Whether an earlier attempt did it.")


class _RowShape(Shape):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Entry.Kind.choices)
    code = serializers.CharField(help_text="What happened, for programs.")
    message = serializers.CharField(help_text="What happened, in the reader's language.")
    actor = serializers.CharField(allow_null=True, help_text="Who did what a system row tells.")
    bundle = serializers.UUIDField(allow_null=True)
    version = serializers.UUIDField(allow_null=True)
    connection = serializers.UUIDField(allow_null=True)
    event = serializers.UUIDField(allow_null=True)
    origin = serializers.UUIDField(
        allow_null=True, help_text="The run whose idempotency keys it carries."
    )
    key = serializers.CharField(allow_null=True)
    subject = serializers.CharField(allow_null=True)
    mode = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(Entry.Status.choices)
    received_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()
    transactions = serializers.IntegerField()
    bytes_in = serializers.IntegerField()
    bytes_out = serializers.IntegerField()
    attempts = serializers.IntegerField(help_text="Tries within this run.")
    resend_of = serializers.UUIDField(
        allow_null=True, help_text="The row of the first attempt, if this is a later one."
    )
    attempt = serializers.IntegerField(help_text="Which attempt at its event this row is.")
    error = ErrorShape(allow_null=True)


class LightRowShape(_RowShape):
    """One row of the list."""

    steps = StepDotShape(many=True)


class AttemptRowShape(Shape):
    """One attempt at an event: its first run, or one resent by a person."""

    id = serializers.UUIDField()
    attempt = serializers.IntegerField()
    status = serializers.ChoiceField(Entry.Status.choices)
    finished_at = serializers.DateTimeField()


class OnItsWayShape(Shape):
    """Another attempt at the event of a row, not ended yet."""

    run = serializers.UUIDField(help_text="Its journal row has the same id once it ends.")
    status = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)


class _WithheldShape(Shape):
    masked = serializers.BooleanField(help_text="Whether fields were hidden by the rules.")
    confidential = serializers.BooleanField(help_text="Whether its bundle keeps no data.")
    erased = serializers.BooleanField(help_text="Whether its data was erased on request.")


class FullRowShape(_WithheldShape, _RowShape):
    """One row with all its data."""

    trigger = AnyJson()
    steps = StepShape(many=True)
    capped = serializers.BooleanField(help_text="Whether data too large to keep was cut.")
    params = serializers.DictField(help_text="The numbers behind a system row.")
    on_its_way = OnItsWayShape(allow_null=True)
    attempt_rows = AttemptRowShape(
        many=True, help_text="All rows of this event's attempts, itself among them, oldest first."
    )


class ExportedStepShape(Shape):
    """One step in the export."""

    id = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True, help_text="Inside loops: which pass of which.")
    status = serializers.CharField(allow_null=True)
    input = AnyJson()
    output = AnyJson()
    attempts = AttemptShape(many=True)


class RowCountShape(Shape):
    """How many rows a list has."""

    count = serializers.IntegerField(allow_null=True, help_text="Null where it takes long to tell.")
    exact = serializers.BooleanField(help_text="Whether there are no more than that.")


class ExportedRunShape(_WithheldShape):
    """One line of the export."""

    id = serializers.UUIDField()
    bundle = serializers.UUIDField(allow_null=True)
    event = serializers.UUIDField(allow_null=True)
    key = serializers.CharField(allow_null=True)
    mode = serializers.CharField()
    status = serializers.ChoiceField(Entry.Status.choices)
    received_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()
    transactions = serializers.IntegerField()
    bytes_in = serializers.IntegerField()
    bytes_out = serializers.IntegerField()
    error = ErrorShape(allow_null=True)
    steps = ExportedStepShape(many=True)
