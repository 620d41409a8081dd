"""The JSON of samples and previews."""

from typing import Any

from rest_framework import serializers

from engine.api.serializers import Strict

ORIGINS = ("caught", "fetched", "given", "run", "tested", "rehearsed", "declared")
STEP_STATUSES = {
    "would_send": "`requests` has the first request of the action; a read looks something up first",
    "would_answer": "the answer to the webhook is the output",
    "passed": "it let the run go on",
    "filtered": "its condition does not hold",
    "skipped": "its condition does not hold, so it does nothing",
    "stopped": "it ends the run",
    "waited": "the run would rest until the time in the output",
    "failed": "the run would fail here, or do what `on_error` says",
    "unfinished": "it cannot be published yet; the walk goes on as if it worked",
}
EVENT_STATUSES = {
    "succeeded": "every step would have its turn",
    "filtered": "a filter ends it before anything is sent",
    "failed": "a run would fail",
    "unfinished": "steps cannot be published yet",
    "cut_short": "there is more than a rehearsal shows",
}
CHOSEN = ("caught", "fetched", "given")
EVENT = "Instead of the trigger's sample."


class BundleSample(serializers.Serializer[Any]):
    """A value to build with."""

    output = serializers.JSONField(allow_null=True)
    origin = serializers.ChoiceField(ORIGINS)
    at = serializers.DateTimeField(allow_null=True)
    cut = serializers.BooleanField(help_text="It was too large: parts of it are left out.")


class BundleSamples(serializers.Serializer[Any]):
    """What is known of the trigger, and of each step that gives something."""

    trigger = BundleSample(allow_null=True)
    steps = serializers.DictField(child=BundleSample())


class ChosenEvent(Strict):
    """The event that everybody who edits the bundle is to build with."""

    event = serializers.JSONField(allow_null=True)
    origin = serializers.ChoiceField(CHOSEN)


class BundlePreviewWish(Strict):
    """What to work out, and where in the draft it stands; null or an unknown step sees all."""

    at = serializers.CharField(allow_null=True, max_length=63)
    fields = serializers.DictField(required=False)  # type: ignore[assignment]  # the screen's word
    when = serializers.JSONField(required=False, allow_null=True, help_text="A condition.")
    over = serializers.JSONField(required=False, allow_null=True, help_text="A loop's list.")
    event = serializers.JSONField(required=False, allow_null=True, help_text=EVENT)


class ErrorInPlace(serializers.Serializer[Any]):
    """What is wrong, in words, and where in what was sent."""

    code = serializers.CharField()
    message = serializers.CharField()
    path = serializers.CharField()


class FieldPreview(serializers.Serializer[Any]):
    """One field as the run would work it out."""

    value = serializers.JSONField(allow_null=True)
    text = serializers.CharField(help_text="As it reads, shortened.")
    error = ErrorInPlace(allow_null=True)


class ComparisonPreview(serializers.Serializer[Any]):
    """What one comparison of a condition sees; `path` leads to it inside the condition."""

    path = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    than = serializers.JSONField(allow_null=True)
    passes = serializers.BooleanField()
    error = ErrorInPlace(allow_null=True)


class ConditionPreview(serializers.Serializer[Any]):
    """Whether a condition holds."""

    passes = serializers.BooleanField()
    parts = ComparisonPreview(many=True)


class LoopPreview(serializers.Serializer[Any]):
    """Over what a loop would go."""

    count = serializers.IntegerField()
    first = serializers.JSONField(allow_null=True)
    error = ErrorInPlace(allow_null=True)


class BundlePreview(serializers.Serializer[Any]):
    """What was asked for, worked out of the samples; nothing is saved."""

    fields = serializers.DictField(child=FieldPreview())  # type: ignore[assignment]  # likewise
    when = ConditionPreview(allow_null=True)
    over = LoopPreview(allow_null=True)


class StepError(ErrorInPlace):
    """What went wrong with a step, and what to do; `path` leads into its fields if known."""

    remedy = serializers.CharField(allow_null=True)
    answer = serializers.CharField(allow_null=True, help_text="What the service answered.")


class TrialWish(Strict):
    """With which event a step is tested, or the bundle rehearsed."""

    event = serializers.JSONField(required=False, allow_null=True, help_text=EVENT)


class TriedStep(serializers.Serializer[Any]):
    """What came of a step that was carried out for real."""

    status = serializers.ChoiceField(("succeeded", "failed"))
    input = serializers.JSONField(allow_null=True)
    output = serializers.JSONField(allow_null=True)
    error = StepError(allow_null=True)
    ms = serializers.FloatField()
    sample = BundleSample(allow_null=True, help_text="What the step is known to give.")


class SentRequest(serializers.Serializer[Any]):
    """What would be sent, decoded and without secrets; a mail has the method SMTP."""

    method = serializers.CharField()
    url = serializers.CharField()
    headers = serializers.DictField(child=serializers.CharField())
    body = serializers.JSONField(allow_null=True)


class BranchAsked(serializers.Serializer[Any]):
    """What the condition of a router's branch saw."""

    name = serializers.CharField()
    parts = ComparisonPreview(many=True)


class RehearsedStep(serializers.Serializer[Any]):
    """What one step would do; inside a loop `path` tells its pass."""

    id = serializers.CharField()
    path = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.ChoiceField(
        tuple(STEP_STATUSES),
        help_text="; ".join(f"`{name}`: {means}" for name, means in STEP_STATUSES.items()),
    )
    input = serializers.JSONField(allow_null=True)
    output = serializers.JSONField(allow_null=True, help_text="What later steps work with.")
    origin = serializers.ChoiceField(
        ORIGINS, allow_null=True, help_text="Where the output is from if it is a sample."
    )
    requests = SentRequest(many=True)
    parts = ComparisonPreview(many=True, allow_null=True, help_text="What its condition saw.")
    branch = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="The branches a router takes."
    )
    branches = BranchAsked(many=True, help_text="The branches that a router asked.")
    error = StepError(allow_null=True)
    mistakes = StepError(many=True, help_text="What keeps it from being published.")


class RehearsedEvent(serializers.Serializer[Any]):
    """What one event would lead to."""

    event = serializers.JSONField(allow_null=True)
    origin = serializers.ChoiceField(ORIGINS)
    at = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(
        tuple(EVENT_STATUSES),
        help_text="; ".join(f"`{name}`: {means}" for name, means in EVENT_STATUSES.items()),
    )
    error = StepError(allow_null=True)
    steps = RehearsedStep(many=True)


class RehearsedEvents(serializers.Serializer[Any]):
    """What each of the events would lead to; nothing was sent or written."""

    events = RehearsedEvent(many=True)
