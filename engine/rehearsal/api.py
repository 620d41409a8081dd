"""What people and programs can try out about a bundle while it is built."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.serializers import validated
from engine.bundles.models import Bundle
from engine.bundles.querysets import BundleQuerySet
from engine.kernel.json_types import Json
from engine.rehearsal import services
from engine.rehearsal.preview import Preview
from engine.rehearsal.samples import Known, Shelf
from engine.rehearsal.scene import loop_limit, scene_at
from engine.rehearsal.shapes import (
    BundlePreview,
    BundlePreviewWish,
    BundleSample,
    BundleSamples,
    ChosenEvent,
    RehearsedEvents,
    TrialWish,
    TriedStep,
)
from engine.rehearsal.trial import try_step
from engine.rehearsal.walkthrough import rehearse


class RehearsalViewSet(WorkspaceViewSet[Bundle]):
    """Samples of a bundle, and what its draft makes of them."""

    needs: ClassVar = {
        "samples": Permission.VIEW,
        "choose": Permission.EDIT,
        "forget": Permission.EDIT,
        "preview": Permission.OPERATE,
        "rehearse": Permission.OPERATE,
        "test": Permission.EDIT,
    }

    def get_queryset(self) -> BundleQuerySet:
        """Return the workspace's bundles."""
        return Bundle.objects.of(self.workspace).select_related("workspace")

    @extend_schema(operation_id="bundles_samples", responses=BundleSamples)
    def samples(self, request: Request, pk: UUID) -> Response:
        """Return the values to build with, of the trigger and of each step.

        Of the trigger: the event that was chosen, else the newest one that was caught or has run,
        else the one that the service's connector declares. Of a step: what its last test gave,
        else what it gave in the newest run, else what is declared.
        """
        return Response(BundleSamples(Shelf(self.get_object()).samples).data)

    @extend_schema(operation_id="bundles_choose_event", request=ChosenEvent, responses=BundleSample)
    def choose(self, request: Request, pk: UUID) -> Response:
        """Have everybody who edits the bundle build with this event."""
        bundle = self.get_object()
        sent = validated(ChosenEvent(data=request.data))
        known = services.choose(bundle, sent["event"], sent["origin"], self.actor)
        return Response(BundleSample(known).data)

    @extend_schema(operation_id="bundles_forget_event", responses={204: None})
    def forget(self, request: Request, pk: UUID) -> Response:
        """Forget the chosen event; the newest real one takes its place."""
        services.forget(self.get_object())
        return Response(status=204)

    @extend_schema(
        operation_id="bundles_preview", request=BundlePreviewWish, responses=BundlePreview
    )
    def preview(self, request: Request, pk: UUID) -> Response:
        """Work out fields, a condition or a loop's list as a run would; nothing is saved."""
        bundle = self.get_object()
        sent = validated(BundlePreviewWish(data=request.data))
        when, over = sent.get("when"), sent.get("over")
        shelf, limit = Shelf(bundle), loop_limit(bundle, sent["at"])
        samples = shelf.samples
        scene = scene_at(bundle, samples, sent["at"], _event(sent, samples.trigger))
        preview = Preview(scene, shelf.parts.get(sent["at"] or ""))
        told = {
            "fields": preview.fields(sent.get("fields", {})),
            "when": preview.when(when) if when is not None else None,
            "over": preview.over(over, limit) if over is not None else None,
        }
        return Response(BundlePreview(told).data)

    @extend_schema(operation_id="bundles_rehearse", request=TrialWish, responses=RehearsedEvents)
    def rehearse(self, request: Request, pk: UUID) -> Response:
        """Tell what each step of the draft would do; nothing is sent or written.

        Without an event, with up to five: the chosen one, then the newest that were caught or ran.
        """
        shelf = Shelf(self.get_object())
        sent = validated(TrialWish(data=request.data))
        events = [Known(sent["event"], "given")] if "event" in sent else shelf.events()
        return Response(RehearsedEvents({"events": rehearse(shelf, events)}).data)

    @extend_schema(operation_id="bundles_test_step", request=TrialWish, responses=TriedStep)
    def test(self, request: Request, pk: UUID, step: str) -> Response:
        """Carry out one action of the draft for real, once; the journal tells who did it.

        A service that fails is a 200 that says what to do next, too.
        """
        shelf = Shelf(self.get_object())
        sent = validated(TrialWish(data=request.data))
        event = _event(sent, shelf.samples.trigger)
        return Response(TriedStep(try_step(shelf, step, self.actor, event=event)).data)


def _event(sent: Mapping[str, Any], sample: Any) -> Json:
    if "event" in sent:
        event: Json = sent["event"]
        return event
    return sample.output if sample else None
