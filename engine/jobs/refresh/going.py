"""What waits is let go, each for its own reason, unless it is better left alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.bundles.models import Bundle
from engine.bundles.states import MOVING
from engine.bundles.uses import connection_ids
from engine.connections.models import Connection
from engine.jobs.models import Job, Result
from engine.jobs.refusals import LeftAlone
from engine.kernel.clock import now
from engine.queue.models import Run
from engine.queue.services import let_go
from engine.triggers.models import Source
from engine.triggers.services import poll_once

S = Result.Status


@dataclass(frozen=True, slots=True)
class House:
    """The bundles that the results of a batch are of, and the workspace's connections."""

    bundles: Mapping[UUID, Bundle]
    connections: Mapping[UUID, Connection]

    @classmethod
    def of(cls, job: Job, results: Sequence[Result]) -> "House":
        """Return how it stands at this moment."""
        ids = {result.bundle_id for result in results if result.bundle_id}
        bundles = Bundle.objects.select_related("version").in_bulk(ids)
        connections = Connection.objects.of(job.workspace).only("name", "status").in_bulk()
        return cls(bundles, connections)

    def stands_still(self, bundle_id: UUID | None) -> bool:
        """Whether the bundle takes up nothing by itself."""
        return self._bundle(bundle_id).status not in MOVING

    def refuse_unable(self, bundle_id: UUID | None) -> None:
        """Raise LeftAlone for what is in the trash, or would fail for want of a connection."""
        bundle = self._bundle(bundle_id)
        used = connection_ids(bundle.version.definition) if bundle.version else set()
        if not used <= self.connections.keys():
            raise LeftAlone("refresh_connection_gone", "fix")

    def refuse_signed_out(self, connection_id: UUID | None) -> None:
        """Raise LeftAlone for a connection whose login the service has refused."""
        found = self.connections.get(connection_id) if connection_id else None
        if found is not None and found.status == Connection.Status.NEEDS_LOGIN:
            raise LeftAlone("refresh_needs_login", "reconnect", connection=found.name)

    def _bundle(self, bundle_id: UUID | None) -> Bundle:
        bundle = self.bundles.get(bundle_id) if bundle_id else None
        if bundle is None or bundle.status == Bundle.Status.DELETED:
            raise LeftAlone("refresh_bundle_deleted")
        return bundle


def send(job: Job, results: Sequence[Result]) -> None:
    """Let the runs of these results go, have the sources asked, and tell what is left alone.

    Part of the caller's transaction; the job is locked by the caller.
    """
    house = House.of(job, results)
    wanted = [result.run_id for result in results if result.run_id]
    runs = Run.objects.select_for_update().filter(pk__in=wanted).order_by("pk").in_bulk()
    going: list[Run] = []
    for result in results:
        result.status = S.RUNNING
        try:
            if result.what == Result.What.SOURCE:
                _ask(result, house)
            elif result.run_id and (run := runs.get(result.run_id)):
                going += _looked_at(run, house)
                result.stood = {"lease": run.lease}
        except LeftAlone as reason:
            result.status, result.error = S.SKIPPED, dict(reason.to_json())
    let_go(going, still=[run.bundle_id for run in going if house.stands_still(run.bundle_id)])
    Result.objects.bulk_update(results, ["status", "error", "stood"])


def _looked_at(run: Run, house: House) -> list[Run]:
    """Return the run if it is to be let go; one that is on its way already is only watched."""
    rest = _RESTS.get(run.status)
    if rest is None:
        return []
    house.refuse_unable(run.bundle_id)
    rest(run, house)
    return [run]


def _queued(run: Run, house: House) -> None:
    """Let it go whatever it is."""


def _waiting(run: Run, house: House) -> None:
    if run.error is None and run.due_at is not None and run.due_at > now():
        raise LeftAlone("refresh_in_delay")
    code = run.error.get("code") if run.error else None
    if code in _LIMITS:
        raise LeftAlone(_LIMITS[code])


def _held(run: Run, house: House) -> None:
    if run.error and run.error.get("asks"):
        raise LeftAlone("refresh_asks_person")
    house.refuse_signed_out(run.connection_id)


_LIMITS = {"own_limit": "refresh_left_to_limit", "breaker_open": "refresh_service_rests"}
_RESTS: Mapping[str, Callable[[Run, House], None]] = {
    Run.Status.QUEUED: _queued,
    Run.Status.WAITING: _waiting,
    Run.Status.HELD: _held,
}


def _ask(result: Result, house: House) -> None:
    house.refuse_unable(result.bundle_id)
    polled = Source.objects.select_for_update(no_key=True).filter(kind=Source.Kind.POLLING)
    source = polled.filter(bundle_id=str(result.bundle_id)).first()
    if source is None:
        raise LeftAlone("refresh_source_changed")
    house.refuse_signed_out(source.connection_id)
    result.stood = {
        "lease": source.lease,
        "brought": source.brought,
        "polled_at": source.polled_at.isoformat() if source.polled_at else None,
        "at": now().isoformat(),
    }
    poll_once(source)
