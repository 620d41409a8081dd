"""The watch over the journal and over what holds now; one at a time, whoever calls it.

A pass is one transaction: what it has read, found, and put into the queue is committed together,
so that a pass that dies half-way has done nothing, and the next one does it all.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from engine.accounts.models import Workspace
from engine.alerts import conditions
from engine.alerts.failures import count_failures
from engine.alerts.models import Alert, Channel, News, Watch
from engine.alerts.services import close, furnish, open_up
from engine.alerts.telling import tell
from engine.journal.models import Entry
from engine.journal.modes import ALERT
from engine.journal.retention import oldest_kept
from engine.kernel.clock import written

NEWS_AT_ONCE, BATCHES = 2_000, 20
FURNISHED_AT_ONCE = 50
SILENCE_EVERY = timedelta(minutes=1)


@transaction.atomic
def watch(moment: datetime) -> bool:
    """Make one pass; False when somebody else is at it."""
    Watch.objects.bulk_create(
        [Watch(looked_for_silence_at=moment - SILENCE_EVERY)], ignore_conflicts=True
    )
    mine = Watch.objects.select_for_update(skip_locked=True).first()
    if mine is None:
        return False
    for workspace in Workspace.objects.filter(alerts_furnished=None)[:FURNISHED_AT_ONCE]:
        furnish(workspace)
    _read_news(moment)
    for statement in conditions.HOLDING:
        open_up(conditions.found(statement, moment), moment)
    close(conditions.over(conditions.OVER, moment), moment)
    if mine.looked_for_silence_at <= moment - SILENCE_EVERY:
        _look_for_silence(mine, moment)
    tell(moment)
    return True


def _read_news(moment: datetime) -> None:
    for _ in range(BATCHES):
        news = list(News.objects.order_by("id")[:NEWS_AT_ONCE])
        if not news:
            return
        count_failures([one for one in news if one.mode != ALERT], moment)
        _note_deliveries([one for one in news if one.mode == ALERT])
        News.objects.filter(pk__in=[one.pk for one in news]).delete()
        if len(news) < NEWS_AT_ONCE:
            return


def _look_for_silence(mine: Watch, moment: datetime) -> None:
    open_up(conditions.found(conditions.SILENT, moment), moment)
    close(conditions.over(conditions.HEARD_AGAIN, moment), moment)
    Alert.objects.filter(closed_at__lt=oldest_kept(moment)).delete()
    mine.looked_for_silence_at = moment
    mine.save(update_fields=["looked_for_silence_at"])


def _note_deliveries(news: Sequence[News]) -> None:
    """Show at each channel whether its last message arrived, and whether the test did."""
    channels = _channels(news)
    for one in sorted(news, key=lambda one: one.finished_at):
        channel = channels.get(one.bundle_id)
        if channel is None:
            continue
        if one.status == Entry.Status.SUCCEEDED:
            channel.delivered_at, channel.problem = one.finished_at, None
            if one.entry_id == channel.test_run:
                channel.verified_at = one.finished_at
        elif one.status == Entry.Status.FAILED:
            channel.problem = {"code": one.code, "at": written(one.finished_at)}
    Channel.objects.bulk_update(channels.values(), ["delivered_at", "problem", "verified_at"])


def _channels(news: Iterable[News]) -> dict[object, Channel]:
    # Locked: what was proved of an address must not be said of the one that replaces it meanwhile.
    ours = Channel.objects.filter(bundle__in={one.bundle_id for one in news}).order_by("id")
    return {one.bundle_id: one for one in ours.select_for_update()}
