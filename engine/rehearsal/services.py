"""The only writers of samples."""

import orjson

from connectors.sdk.auth import Login
from engine.accounts.access import Actor
from engine.bundles.models import Bundle
from engine.kernel.clock import now
from engine.kernel.json_types import Json
from engine.rehearsal.models import Sample
from engine.rehearsal.parts import TRIGGER, Part, parts_of, services_of
from engine.rehearsal.samples import Known
from engine.rehearsal.sizes import cut, dump, without_secrets

KEPT_OF = ("about", "output", "cut", "origin", "at", "by")


def choose(bundle: Bundle, event: Json, origin: str, actor: Actor) -> Known:
    """Have everybody who edits the bundle build with this event; it replaces the one before."""
    part = parts_of(bundle.draft, services_of(bundle.workspace))[TRIGGER]
    return _keep(bundle, TRIGGER, part, value=without_secrets(event), origin=origin, actor=actor)


def forget(bundle: Bundle) -> None:
    """Let the best event there is speak for the trigger again."""
    Sample.objects.filter(bundle=bundle, step=TRIGGER).delete()


def keep_output(
    bundle: Bundle, step: str, part: Part, *, output: Json, actor: Actor, login: Login
) -> Known:
    """Keep what a step gave when it was tested, without the secrets of its login."""
    value = without_secrets(output, login)
    return _keep(bundle, step, part, value=value, origin=Sample.Origin.TESTED, actor=actor)


def _keep(
    bundle: Bundle, step: str, part: Part, *, value: Json, origin: str, actor: Actor
) -> Known:
    fitting, is_cut = cut(value)
    kept = Sample(
        bundle=bundle,
        step=step,
        about=part.about,
        output=dump(fitting),
        cut=is_cut,
        origin=origin,
        at=now(),
        by=actor.label,
    )
    Sample.objects.bulk_create(
        [kept], update_conflicts=True, unique_fields=["bundle", "step"], update_fields=KEPT_OF
    )
    return Known(orjson.loads(kept.output), origin, kept.at, is_cut)
