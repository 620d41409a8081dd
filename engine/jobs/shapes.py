"""What the answers about jobs look like, for the OpenAPI file; `rows` and `preview` make them."""

from typing import Any

from rest_framework import serializers

from engine.jobs.models import Job, Result
from engine.journal.shapes import AnyJson, ErrorShape

Shape = serializers.Serializer[Any]


class JobShape(Shape):
    """A job and its progress."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Job.Kind.choices)
    state = serializers.ChoiceField(
        Job.State.choices,
        help_text=(
            "`running` until every run it sent has ended; one that waits, for a retry or for its "
            "bundle to run, keeps it so."
        ),
    )
    mode = serializers.ChoiceField(
        Job.Mode.choices, allow_null=True, help_text="Where a resent run begins."
    )
    total = serializers.IntegerField()
    done = serializers.IntegerField(help_text="Succeeded, failed or skipped.")
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField(help_text="Not resent; the results say why.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(help_text="Who asked for it.")
    bundle = serializers.UUIDField(allow_null=True, help_text="Where all rows are of one bundle.")
    report = serializers.DictField(
        allow_null=True, help_text="What it found, where the results don't say it all."
    )


class RestingShape(Shape):
    """A bundle that stands still."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class CountShape(Shape):
    """How many rows would be resent."""

    count = serializers.IntegerField()
    exact = serializers.BooleanField(help_text="Whether there are no more than that.")
    resting = RestingShape(
        many=True,
        help_text="Their bundles that are paused or blocked: what is resent waits until they run.",
    )


class RefreshCountShape(Shape):
    """What would be let go, by why it waits."""

    waiting = serializers.IntegerField(help_text="For bundles that are paused or blocked.")
    held = serializers.IntegerField(help_text="For a connection to be signed in again.")
    retrying = serializers.IntegerField(help_text="For another attempt.")
    sources = serializers.IntegerField(help_text="Sources that would be asked for what is new.")
    exact = serializers.BooleanField(help_text="Whether there are no more than that.")


class ResultShape(Shape):
    """What became of one thing that a job is about."""

    what = serializers.ChoiceField(
        Result.What.choices,
        help_text="A journal row, a run that waited, or a bundle's source that was asked.",
    )
    entry = serializers.UUIDField(allow_null=True, help_text="The journal row that is resent.")
    subject = serializers.CharField(allow_null=True, help_text="Whom that row is about.")
    bundle = serializers.UUIDField(allow_null=True)
    run = serializers.UUIDField(
        allow_null=True, help_text="The run; its journal row has the same id once it ends."
    )
    status = serializers.ChoiceField(Result.Status.choices)
    error = ErrorShape(allow_null=True, help_text="How it failed, or why it was skipped.")
    found = serializers.IntegerField(
        allow_null=True, help_text="How many new events a source brought."
    )


class OldShape(Shape):
    """The row as it is."""

    event = AnyJson()
    version = serializers.IntegerField(allow_null=True, help_text="The version it ran on.")


class SentShape(Shape):
    """What a step that would be done again would be sent."""

    id = serializers.CharField()
    path = serializers.CharField()
    input = serializers.DictField(
        allow_null=True, help_text="A field is null while it depends on answers yet to come."
    )
    old_input = AnyJson()
    error = ErrorShape(allow_null=True, help_text="What is not known yet, or would be refused.")


class NewShape(Shape):
    """What the new run would find and send."""

    event = AnyJson()
    version = serializers.IntegerField(allow_null=True, help_text="The version that is live now.")
    differs = serializers.BooleanField()
    steps = SentShape(many=True)


class KeptStepShape(Shape):
    """A step that is not done again."""

    id = serializers.CharField()
    path = serializers.CharField()
    status = serializers.CharField()
    output = AnyJson()


class PreviewShape(Shape):
    """What resending one row would do."""

    possible = serializers.BooleanField()
    reason = ErrorShape(allow_null=True, help_text="Why it is not possible.")
    from_step = serializers.CharField(
        allow_null=True, help_text="The step it goes on at; null: behind the kept ones."
    )
    old = OldShape()
    new = NewShape()
    kept_steps = KeptStepShape(many=True)
