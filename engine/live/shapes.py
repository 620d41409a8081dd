"""What news looks like, for the OpenAPI file; `events` makes it."""

from typing import Any

from rest_framework import serializers

from engine.jobs.shapes import JobShape
from engine.journal.shapes import LightRowShape

Shape = serializers.Serializer[Any]


class JournalNewsShape(Shape):
    """The newest rows of the journal, newest first, and how many more came with them."""

    rows = LightRowShape(many=True)
    more = serializers.IntegerField()


class ThingsShape(Shape):
    """What changed, appeared or is gone."""

    ids = serializers.ListField(child=serializers.UUIDField())
    all = serializers.BooleanField(
        help_text="Any may have changed, and some may be gone: read them all again."
    )


class JobNewsShape(Shape):
    """Jobs that moved on."""

    rows = JobShape(many=True)


class ChangesShape(Shape):
    """Everything that changed since a position, and the position to ask from next."""

    position = serializers.CharField()
    reset = serializers.BooleanField(
        help_text="The position is unknown or older than ten minutes: read everything again."
    )
    journal = JournalNewsShape()
    bundles = ThingsShape()
    connections = ThingsShape()
    alerts = ThingsShape()
    jobs = JobNewsShape()
