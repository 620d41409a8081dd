"""Rules that count errors, fed with the failures that have reached the journal since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from engine.alerts.conditions import Finding, most_failures
from engine.alerts.models import Alert, News, Rule
from engine.alerts.services import open_up
from engine.bundles.models import Bundle

EVENTS = (Rule.Event.FIRST_ERROR, Rule.Event.ERRORS, Rule.Event.BACK_TO_NORMAL)

Failures = Mapping[UUID, Sequence[News]]


def count_failures(news: Iterable[News], moment: datetime) -> None:
    """Open an alert where a rule asks for one; those open already go on counting."""
    failures = _by_bundle(news)
    bundles = list(Bundle.objects.automations().filter(pk__in=failures).defer("draft"))
    homes = {bundle.workspace_id for bundle in bundles}
    rules = list(Rule.objects.watching(homes, EVENTS))
    known = _open_alerts(rules, failures)
    pairs = [(rule, bundle) for bundle in bundles for rule in rules if rule.covers(bundle)]
    fresh = [pair for pair in pairs if (pair[0].pk, pair[1].pk) not in known]
    open_up(_findings(fresh, failures), moment)
    for alert in known.values():
        _count_on(alert, failures[alert.subject_id])
    Alert.objects.bulk_update(known.values(), ["count", "last_seen_at", "cause"])


def _by_bundle(news: Iterable[News]) -> Failures:
    failures: dict[UUID, list[News]] = defaultdict(list)
    for one in news:
        if one.bundle_id is not None:
            failures[one.bundle_id].append(one)
    return failures


def _open_alerts(rules: Sequence[Rule], failures: Failures) -> dict[tuple[UUID, UUID], Alert]:
    found = Alert.objects.open().filter(rule__in=rules, subject_id__in=failures)
    return {(alert.rule_id, alert.subject_id): alert for alert in found}


def _findings(pairs: Iterable[tuple[Rule, Bundle]], failures: Failures) -> Iterator[Finding]:
    for rule, bundle in pairs:
        ours = sorted(failures[bundle.pk], key=lambda one: one.finished_at)
        count = _counted(rule, bundle, ours)
        if count:
            first, last = ours[0].finished_at, ours[-1].finished_at
            cause = {"code": ours[-1].code}
            yield Finding(rule.pk, bundle.pk, None, bundle.name, cause, first, last, count)


def _counted(rule: Rule, bundle: Bundle, failures: Sequence[News]) -> int:
    """Return how many errors the alert opens with; 0 when they are too few."""
    if rule.event != Rule.Event.ERRORS or rule.minutes is None or rule.count is None:
        return len(failures)
    moments = [one.finished_at for one in failures]
    most = most_failures(bundle.pk, moments, timedelta(minutes=rule.minutes))
    return most if most >= rule.count else 0


def _count_on(alert: Alert, failures: Sequence[News]) -> None:
    last = max(failures, key=lambda one: one.finished_at)
    alert.count += len(failures)
    if last.finished_at >= alert.last_seen_at:
        alert.last_seen_at, alert.cause = last.finished_at, {"code": last.code}
