"""A workspace with so many of everything that a list of the API can show."""

from uuid import UUID

from engine.alerts.models import Alert, Rule
from engine.alerts.services import ChannelDraft, create_channel
from engine.bundles.models import Bundle, BundleVersion, Group
from engine.health.models import Breaker, Penalty
from engine.jobs.models import Job, Result
from engine.journal.models import Entry, Rollup, Use
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.bundles.conftest import House, a_house
from tests.engine.journal.rows import STEP, a_run, details_of
from tests.factories import a_member, a_token, a_user, a_workspace

FAILED = {"code": "service_unavailable", "remedy": "retry", "params": {"status": 503}}
WEBHOOK = {"url": "https://example.com/duty"}

Ids = dict[str, UUID]


def a_crowd(size: int) -> tuple[House, Ids]:
    """Return a house with so many of everything, and one id of each noun of the addresses."""
    house = a_house()
    ids = _people(house, size) | _bundles(house, size)
    bundles = list(Bundle.objects.filter(workspace=house.workspace))
    ids |= _versions(bundles[0], size) | _runs(house, bundles)
    return house, ids | _alerts(house, bundles) | _jobs(house, bundles)


def _people(house: House, size: int) -> Ids:
    for _ in range(size):
        assert house.owner.user is not None
        a_workspace(owner=house.owner.user)
        token = a_token(workspace=house.workspace, made_by=a_user()).token
        member = a_member(workspace=house.workspace)
    return {"tokens": token.pk, "members": member.pk}


def _bundles(house: House, size: int) -> Ids:
    """Make bundles that send what comes to their hooks to one and the same target."""
    for number in range(size):
        hook = house.another_hook()
        group = Group.objects.create(workspace=house.workspace, name=f"Group {number}")
        bundle = house.a_running_bundle(house.definition(hook))
        Bundle.objects.filter(pk=bundle.pk).update(group=group)
        Penalty.objects.create(bundle_id=bundle.pk, points=3, polls=False, struck_at=now())
        Breaker.objects.create(connection=hook, streak=20, opened_at=now(), probe_at=now())
    return {"groups": group.pk, "connections": house.target.pk}


def _versions(bundle: Bundle, size: int) -> Ids:
    """Publish one bundle so often, each time by somebody else."""
    for number in range(2, size + 1):
        BundleVersion.objects.create(
            bundle=bundle, number=number, definition=bundle.draft, published_by=a_user()
        )
    return {"bundles": bundle.pk, "versions": BundleVersion.objects.filter(bundle=bundle)[0].pk}


def _runs(house: House, bundles: list[Bundle]) -> Ids:
    """Let every bundle have a run that failed, one that waits, and something in its sums."""
    first = a_run(house.workspace, bundle_id=bundles[0].pk, status="failed", error=FAILED)
    steps = [STEP | {"id": f"s{number}"} for number, _ in enumerate(bundles)]
    for number, bundle in enumerate(bundles):
        a_run(
            house.workspace,
            bundle_id=bundle.pk,
            status="failed",
            error=FAILED,
            resend_of=first.id,
            attempt=number + 2,
            details=details_of(*steps),
        )
        _counted(house, bundle)
        _waiting(bundle)
    return {"journal": first.id}


def _counted(house: House, bundle: Bundle) -> None:
    slot = now().replace(minute=0, second=0, microsecond=0)
    place = {"slot": slot, "workspace_id": bundle.workspace_id, "bundle_id": bundle.pk}
    Rollup.objects.create(failed=1, transactions=1, **place)
    Use.objects.create(connector="http", connection_id=house.target.pk, transactions=1, **place)


def _waiting(bundle: Bundle) -> None:
    Run.objects.create(
        workspace_id=bundle.workspace_id,
        bundle_id=bundle.pk,
        version_id=bundle.version_id,
        event_id=new_id(),
        origin_id=new_id(),
        status=Run.Status.HELD,
        received_at=now(),
        error=FAILED,
        payload='{"body": {}}',
    )


def _alerts(house: House, bundles: list[Bundle]) -> Ids:
    """Let every bundle have rules and alerts, all channels in every rule."""
    channels = [
        create_channel(house.workspace, ChannelDraft("webhook", f"Duty {number}", None, WEBHOOK))
        for number, _ in enumerate(bundles)
    ]
    for bundle in bundles:
        rule = Rule.objects.create(
            workspace=house.workspace, bundle=bundle, event=Rule.Event.BLOCKED
        )
        rule.channels.set(channels)
        Alert.objects.create(
            workspace=house.workspace,
            rule=rule,
            subject_id=bundle.pk,
            bundle=bundle,
            name=bundle.name,
            opened_at=now(),
            last_seen_at=now(),
            tell_opened=False,
        )
    return {"channels": channels[0].pk, "rules": rule.pk}


def _jobs(house: House, bundles: list[Bundle]) -> Ids:
    """Let every bundle have a job, and one job a result of every bundle's row."""
    rows = Entry.objects.filter(workspace_id=house.workspace.pk, kind="run")
    for bundle in bundles:
        job = Job.objects.create(workspace=house.workspace, by="Anna", bundle_id=bundle.pk)
    for row in rows[: len(bundles)]:
        Result.objects.create(
            job=job, entry_id=row.id, entry_at=row.finished_at, bundle_id=row.bundle_id
        )
    return {"jobs": job.pk}
