"""Rules: what is looked for, and who is told."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from engine.accounts.models import Workspace
from engine.alerts.models import Channel, Rule
from engine.alerts.services.alerts import settle
from engine.bundles.models import Bundle, Group
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake, NotFound

NEEDS = {Rule.Event.ERRORS: ("count", "minutes"), Rule.Event.NO_DATA: ("hours",)}
NUMBERS = ("count", "minutes", "hours")
QUESTION = ("event", "group_id", "bundle_id", *NUMBERS)


class Wish(TypedDict, total=False):
    """What a rule shall be; what is absent stays, or is as the model has it."""

    event: str
    group: UUID | None
    bundle: UUID | None
    count: int | None
    minutes: int | None
    hours: int | None
    channels: Sequence[UUID]
    digest_minutes: int | None
    tells_recovery: bool
    enabled: bool


@transaction.atomic
def create_rule(workspace: Workspace, wish: Wish) -> Rule:
    """Keep a new rule; what it looks for may be found at once."""
    rule = Rule(workspace=workspace)
    _apply(rule, wish)
    rule.save(force_insert=True)
    _choose_channels(rule, wish)
    return rule


@transaction.atomic
def change_rule(rule: Rule, wish: Wish) -> Rule:
    """Change a rule; what it has open is settled when it asks something else or is off."""
    locked = Rule.objects.select_for_update().get(pk=rule.pk)
    before = _question(locked)
    _apply(locked, wish)
    locked.updated_at = now()
    locked.save()
    _choose_channels(locked, wish)
    if _question(locked) != before or not locked.enabled:
        settle(locked)
    return locked


def mute(rule: Rule, until: datetime | None) -> Rule:
    """Tell nobody until then; what is still open by that time is told. None ends it now."""
    if until is not None and until <= now():
        raise Invalid([Mistake("/until", "must_be_future")])
    rule.muted_until = until
    rule.save(update_fields=["muted_until"])
    return rule


def _apply(rule: Rule, wish: Wish) -> None:
    values: dict[str, Any] = dict(wish)
    values.pop("channels", None)
    for name, rows in (("group", Group.objects), ("bundle", Bundle.objects)):
        if values.get(name) is not None:
            mine = rows.of(rule.workspace).filter(pk=values[name])
            if (found := mine.first()) is None:
                raise NotFound([Mistake(f"/{name}", NotFound.code)])
            values[name] = found
    for name, value in values.items():
        setattr(rule, name, value)
    if mistakes := list(_mistakes(rule)):
        raise Invalid(mistakes)


def _mistakes(rule: Rule) -> Iterator[Mistake]:
    needed = NEEDS.get(Rule.Event(rule.event), ())
    for name in NUMBERS:
        is_given = getattr(rule, name) is not None
        if is_given != (name in needed):
            yield Mistake(f"/{name}", "not_for_this_event" if is_given else "missing")
    if rule.group_id is not None and rule.bundle_id is not None:
        yield Mistake("/bundle", "group_or_bundle")


def _choose_channels(rule: Rule, wish: Wish) -> None:
    if "channels" not in wish:
        return
    wanted = list(dict.fromkeys(wish["channels"]))
    mine = Channel.objects.of(rule.workspace).filter(pk__in=wanted)
    known = {channel.pk: channel for channel in mine}
    unknown = [index for index, one in enumerate(wanted) if one not in known]
    if unknown:
        raise NotFound([Mistake(f"/channels/{index}", "channel_unknown") for index in unknown])
    rule.channels.set(known.values())


def _question(rule: Rule) -> tuple[Any, ...]:
    return tuple(getattr(rule, name) for name in QUESTION)
