"""The JSON of what is masked and of what is to be erased."""

from typing import Any, ClassVar

from rest_framework import serializers

from engine.accounts.models import Role
from engine.accounts.shapes import WorkspaceShape
from engine.api.serializers import Strict
from engine.api.words import say
from engine.journal.shapes import AnyJson
from engine.journal.telling.keys import normal
from engine.journal.telling.masking import is_rule

MOST_RULES = 100
LONGEST_RULE = 100
MOST_SUBJECTS = 20
SHORTEST_SUBJECT = 3
RULE = (
    "A field's name (`phone`, `passport*`), at any depth, or with dots the end of its path "
    "(`*.card.number`); `*` stands for any letters, case does not matter."
)


class MaskRule(serializers.CharField):
    """The name of a field whose values are masked, or the end of its path."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_RULE, **options)

    def to_internal_value(self, data: Any) -> str:
        """Return the rule; one that names no field, or every field, is refused."""
        rule = super().to_internal_value(data)
        parts = [part.strip() for part in rule.split(".")]
        if not all(parts):
            raise serializers.ValidationError(say("mask_rule_has_gap"), "mask_rule_has_gap")
        if not is_rule(rule):
            raise serializers.ValidationError(say("mask_rule_too_wide"), "mask_rule_too_wide")
        return ".".join(parts)


class MaskRules(serializers.ListField):
    """Rules, each once; the case they are written in tells none from another."""

    child = MaskRule()

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_RULES, help_text=RULE, **options)

    def to_internal_value(self, data: Any) -> list[str]:
        """Return the rules without repetitions, in the order they were sent."""
        rules: list[str] = super().to_internal_value(data)
        return list({rule.casefold(): rule for rule in reversed(rules)}.values())[::-1]


class WorkspaceSettings(WorkspaceShape):
    """A workspace, and which values its journal does not keep."""

    masked_fields = MaskRules(required=False)

    class Meta(WorkspaceShape.Meta):
        fields: ClassVar = [*WorkspaceShape.Meta.fields, "masked_fields"]


class WorkspaceSettingsWithRole(WorkspaceSettings):
    """Likewise, and what the caller is in it."""

    role = serializers.ChoiceField(Role.choices, read_only=True)

    class Meta(WorkspaceSettings.Meta):
        fields: ClassVar = [*WorkspaceSettings.Meta.fields, "role"]


class MaskTrial(Strict):
    """A value, and the rules it is to be masked by."""

    rules = MaskRules()
    value = AnyJson()


class MaskedShape(serializers.Serializer[Any]):
    """The value as the journal would keep it."""

    value = AnyJson()
    masked = serializers.BooleanField(help_text="Whether a rule met anything in it.")


class SubjectField(serializers.CharField):
    """An e-mail, a phone in any notation, or an id of a person."""

    def to_internal_value(self, data: Any) -> str:
        """Return the subject; what is so short that it would find anything is refused."""
        text = super().to_internal_value(data)
        if len(normal(text)) < SHORTEST_SUBJECT:
            raise serializers.ValidationError(say("subject_too_short"), "subject_too_short")
        return text


class EraseWish(Strict):
    """Whose data is to go: people's, or all that is kept of a bundle."""

    subjects = serializers.ListField(
        child=SubjectField(max_length=254),
        required=False,
        min_length=1,
        max_length=MOST_SUBJECTS,
        help_text=(
            "E-mails and phones are found in every notation and place, ids in fields of ids."
        ),
    )
    bundle = serializers.UUIDField(required=False, help_text="All of its kept data goes.")
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Only count; nothing is erased."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        if ("subjects" in attrs) == ("bundle" in attrs):
            raise serializers.ValidationError(say("subjects_or_bundle"), "subjects_or_bundle")
        return attrs


class EraseCountShape(serializers.Serializer[Any]):
    """How much would be erased."""

    rows = serializers.IntegerField(help_text="Journal rows whose data goes.")
    waiting = serializers.IntegerField(help_text="Events on their way that are cancelled.")
    samples = serializers.IntegerField(help_text="Samples kept for building.")
    exact = serializers.BooleanField(
        help_text="Whether there was time to read the whole journal; the job reads all of it."
    )
