"""What the answers look like, for the OpenAPI file; `answers` makes them."""

from typing import Any

from rest_framework import serializers

from engine.analytics.days import CUTS
from engine.analytics.forms import SUBJECTS

Shape = serializers.Serializer[Any]


def _count(words: str = "", *, allow_null: bool = False) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=words, allow_null=allow_null)


def _ms(words: str) -> serializers.FloatField:
    return serializers.FloatField(help_text=words, allow_null=True)


class CountsShape(Shape):
    """Transactions, and runs by how they ended; runs are null where only connections are counted.

    Runs count when they end. Those of empty polls are none.
    """

    transactions = _count("Actions and tools that succeeded, each pass of a loop counted.")
    errors = _count(  # type: ignore[assignment]  # a name of ours before the framework's
        "Runs that failed; narrowed to a connection, those that failed there."
    )
    runs = _count(allow_null=True)
    succeeded = _count(allow_null=True)
    filtered = _count(allow_null=True)
    failed = _count(allow_null=True)
    held = _count(allow_null=True)
    duplicate = _count(allow_null=True)
    cancelled = _count(allow_null=True)
    p50_ms = _ms("How long half of the runs took at most, from being accepted to their end.")
    p95_ms = _ms("Likewise 95 of a hundred.")


class BytesShape(Shape):
    """Bytes that were moved; those of polls that brought nothing are counted apart."""

    bytes_in = _count()
    bytes_out = _count()
    bytes_empty = _count("Bytes of polls that brought nothing.")
    polls_empty = _count("Polls that brought nothing.")


class CountsBucketShape(CountsShape):
    """The same for one piece of the period."""

    start = serializers.DateField(help_text="First day.")
    end = serializers.DateField(help_text="Last day, included.")


class BytesBucketShape(BytesShape):
    """The same for one piece of the period."""

    start = serializers.DateField(help_text="First day.")
    end = serializers.DateField(help_text="Last day, included.")


class _StackShape(Shape):
    bundle = serializers.UUIDField(allow_null=True, help_text="Null: all the others together.")
    name = serializers.CharField(allow_null=True, help_text="Null for what is gone.")


class TransactionStackShape(_StackShape):
    """One of the biggest bundles, a number for each piece of the period."""

    transactions = serializers.ListField(child=serializers.IntegerField())


class BytesStackShape(_StackShape):
    """One of the biggest bundles, bytes in and out for each piece of the period."""

    bytes = serializers.ListField(child=serializers.IntegerField())


class _FrameShape(Shape):
    to = serializers.DateField()
    by = serializers.ChoiceField(list(CUTS))
    time_zone = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), **super().get_fields()}


class TransactionsShape(_FrameShape):
    """Transactions and runs over a period."""

    totals = CountsShape()
    buckets = CountsBucketShape(many=True)
    stacks = TransactionStackShape(many=True)


class VolumeShape(_FrameShape):
    """Data volume over a period."""

    totals = BytesShape()
    buckets = BytesBucketShape(many=True)
    stacks = BytesStackShape(many=True)


class _ComparedShape(BytesShape):
    transactions = _count()
    runs = _count(allow_null=True)
    errors = _count()  # type: ignore[assignment]  # likewise


class OthersShape(_ComparedShape):
    """What all that is not shown makes together."""


class TopRowShape(_ComparedShape):
    """One of those with the biggest numbers."""

    id = serializers.CharField(
        allow_null=True, help_text="A service's is its slug; null: of no group, without connection."
    )
    name = serializers.CharField(allow_null=True, help_text="Null for what is gone.")
    status = serializers.CharField(allow_null=True, help_text="Of bundles.")
    p50_ms = _ms("How long half of the runs took at most.")
    p95_ms = _ms("Likewise 95 of a hundred.")


class TopShape(Shape):
    """Whose numbers are the biggest."""

    to = serializers.DateField()
    of = serializers.ChoiceField(SUBJECTS)
    results = TopRowShape(many=True)
    others = OthersShape(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python's own grammar keeps us from declaring above."""
        return {"from": serializers.DateField(), **super().get_fields()}
