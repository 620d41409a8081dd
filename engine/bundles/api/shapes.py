"""The JSON of bundles, versions and groups."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.api.schema import MistakeShape
from engine.api.words import say
from engine.bundles.api.health import HealthShape, ReasonShape, shown_health
from engine.bundles.board import Board, Today, connection_of, interval_of, trigger_of
from engine.bundles.models import Bundle, BundleVersion, Group
from engine.journal.rows import spoken_error
from engine.journal.shapes import ErrorShape
from engine.triggers.models import Source

NOTHING_YET = Today()


class StartShape(serializers.Serializer[Any]):
    """What starts the bundle: its live version, or the draft while there is none."""

    kind = serializers.ChoiceField(Bundle.TriggerKind.choices)
    connector = serializers.CharField(allow_null=True)
    connection = serializers.UUIDField(allow_null=True)
    event = serializers.CharField(allow_null=True)
    every_s = serializers.IntegerField(
        allow_null=True, help_text="Time between two turns; null where none or a calendar names it."
    )


class WaitingShape(serializers.Serializer[Any]):
    """Events kept until the bundle runs again."""

    count = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)


class BundleRow(serializers.ModelSerializer[Bundle]):
    """A bundle as lists show it."""

    group = serializers.UUIDField(source="group_id", allow_null=True)
    status_reason = serializers.SerializerMethodField()
    health = serializers.SerializerMethodField()
    trigger = serializers.SerializerMethodField()
    version = serializers.IntegerField(
        source="version_number", allow_null=True, help_text="Number of the live version."
    )
    changed = serializers.BooleanField(help_text="The draft differs from the live version.")
    waiting = serializers.SerializerMethodField()
    last_run_at = serializers.SerializerMethodField()
    errors_today = serializers.SerializerMethodField()
    transactions_today = serializers.SerializerMethodField()

    class Meta:
        model = Bundle
        fields: ClassVar = [
            "id", "name", "group", "status", "status_reason", "health", "trigger", "connectors",
            "revision", "version", "changed", "waiting", "last_run_at", "errors_today",
            "transactions_today", "run_until", "is_confidential", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields: ClassVar = [
            "connectors", "revision", "status", "run_until", "is_confidential", "updated_at",
        ]  # fmt: skip

    @property
    def board(self) -> Board:
        """The facts of the page these bundles stand on."""
        board: Board = self.context["board"]
        return board

    @extend_schema_field(ReasonShape(allow_null=True))
    def get_status_reason(self, bundle: Bundle) -> dict[str, Any] | None:
        """Return why the system stopped it, in words."""
        told = bundle.status_reason
        return {**told, "message": say(told["code"], told["params"])} if told else None

    @extend_schema_field(HealthShape)
    def get_health(self, bundle: Bundle) -> dict[str, Any]:
        """Return how the services it calls have answered lately."""
        return shown_health(bundle, self.board.health.get(bundle.pk))

    @extend_schema_field(StartShape)
    def get_trigger(self, bundle: Bundle) -> dict[str, Any]:
        """Return what starts it."""
        connection = connection_of(bundle)
        return {
            "kind": bundle.trigger_kind,
            "connector": self.board.services.get(connection) if connection else None,
            "connection": connection,
            "event": trigger_of(bundle).get("event"),
            "every_s": interval_of(bundle),
        }

    @extend_schema_field(WaitingShape)
    def get_waiting(self, bundle: Bundle) -> dict[str, Any]:
        """Return how many events wait, and since when."""
        waiting = self.board.waiting.get(bundle.pk)
        return {
            "count": waiting.count if waiting else 0,
            "since": waiting.since if waiting else None,
        }

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_last_run_at(self, bundle: Bundle) -> Any:
        """Return when a run of it last ended."""
        return self.board.last_runs.get(bundle.pk)

    @extend_schema_field(serializers.IntegerField())
    def get_errors_today(self, bundle: Bundle) -> int:
        """Return how many runs failed since the workspace's midnight."""
        return self.board.today.get(bundle.pk, NOTHING_YET).errors

    @extend_schema_field(serializers.IntegerField())
    def get_transactions_today(self, bundle: Bundle) -> int:
        """Return how many transactions it made since the workspace's midnight."""
        return self.board.today.get(bundle.pk, NOTHING_YET).transactions


class BundleName(serializers.Serializer[Any]):
    """A bundle by name, for those who mention it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(Bundle.Status.choices)
    is_confidential = serializers.BooleanField()


class BundleNames(serializers.Serializer[Any]):
    """Every bundle by name, those in the trash too."""

    results = BundleName(many=True)


class BundleCounts(serializers.Serializer[Any]):
    """How many bundles there are of each status; `all` leaves the trash out."""

    all = serializers.IntegerField()
    running = serializers.IntegerField()
    paused = serializers.IntegerField()
    migration = serializers.IntegerField()
    blocked = serializers.IntegerField()
    deleted = serializers.IntegerField()


class SourceShape(serializers.Serializer[Any]):
    """What the bundle reads by itself: a list that is asked again, or a schedule."""

    kind = serializers.ChoiceField(Source.Kind.choices)
    since = serializers.DateTimeField(help_text="From when on it looks.")
    next_at = serializers.DateTimeField(
        source="due_at", allow_null=True, help_text="Null while it rests."
    )
    last_at = serializers.DateTimeField(source="polled_at", allow_null=True)
    error = serializers.SerializerMethodField()

    @extend_schema_field(ErrorShape(allow_null=True))
    def get_error(self, source: Source) -> dict[str, Any] | None:
        """Return what went wrong the last time, in words."""
        return spoken_error(source.last_error)


class BundleShape(BundleRow):
    """A bundle with its draft."""

    definition = serializers.DictField(source="draft", help_text="The draft.")
    reads = serializers.SerializerMethodField()

    class Meta(BundleRow.Meta):
        fields: ClassVar = [
            *BundleRow.Meta.fields, "definition", "drafted_at", "drafted_by", "reads",
        ]  # fmt: skip
        read_only_fields: ClassVar = [
            *BundleRow.Meta.read_only_fields, "drafted_at", "drafted_by",
        ]  # fmt: skip

    @extend_schema_field(SourceShape(allow_null=True))
    def get_reads(self, bundle: Bundle) -> dict[str, Any] | None:
        """Return what it reads by itself; null for a bundle that waits to be called."""
        source = Source.objects.filter(pk=bundle.pk).first()
        return dict(SourceShape(source).data) if source else None


class DraftCheck(serializers.Serializer[Any]):
    """What keeps a draft from being published; nothing does when there are no mistakes."""

    revision = serializers.IntegerField(help_text="Of the draft that was looked at.")
    mistakes = MistakeShape(many=True)


class VersionRow(serializers.ModelSerializer[BundleVersion]):
    """A published version without its definition."""

    published_by = serializers.SlugRelatedField[Any]("email", read_only=True, allow_null=True)
    live = serializers.SerializerMethodField(help_text="It is what runs.")

    class Meta:
        model = BundleVersion
        fields: ClassVar = ["number", "published_at", "published_by", "live"]

    def get_live(self, version: BundleVersion) -> bool:
        """Say whether this version is what runs."""
        return bool(version.pk == self.context["live"])


class VersionShape(VersionRow):
    """A published version."""

    definition = serializers.DictField()

    class Meta(VersionRow.Meta):
        fields: ClassVar = [*VersionRow.Meta.fields, "definition"]


class GroupShape(serializers.ModelSerializer[Group]):
    """A group and how many bundles it holds, the trash not counted."""

    bundles = serializers.IntegerField(source="size", read_only=True)

    class Meta:
        model = Group
        fields: ClassVar = ["id", "name", "bundles", "created_at"]


class AcceptedRun(serializers.Serializer[Any]):
    """What was put into the queue; null where a service is asked first what there is."""

    event = serializers.UUIDField(allow_null=True)
    run = serializers.UUIDField(allow_null=True)


class RefusalShape(serializers.Serializer[Any]):
    """Why nothing was done to a bundle."""

    code = serializers.CharField()
    message = serializers.CharField()
    params = serializers.DictField()


class BulkResult(serializers.Serializer[Any]):
    """What came of it for one bundle."""

    id = serializers.UUIDField()
    ok = serializers.BooleanField()
    status = serializers.CharField(allow_null=True, help_text="The bundle's status afterwards.")
    error = RefusalShape(allow_null=True)


class BulkResults(serializers.Serializer[Any]):
    """What came of it, in the order of the ids."""

    results = BulkResult(many=True)
