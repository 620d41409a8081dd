"""Whether journal rows can be resent at this moment, each looked at together with its bundle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from engine.bundles.models import Bundle, BundleVersion
from engine.connections.models import Connection
from engine.flow import definition
from engine.flow.definition import Action, Definition
from engine.flow.errors import DefinitionIsInvalid
from engine.jobs.models import Job
from engine.jobs.refusals import CannotBeResent
from engine.jobs.resend.plans import (
    RESENDABLE,
    Plan,
    from_the_failed_step,
    from_the_start,
    step_at,
)
from engine.jobs.rounds import CLOCKS_DIFFER
from engine.journal.models import Entry
from engine.journal.modes import ALERT

PROGRAMS_KEPT = 64
DONE = (Entry.Status.SUCCEEDED, Entry.Status.FILTERED)
Later = Mapping[UUID, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class How:
    """What a person chose: from where, with which key, and whether even what succeeded later."""

    mode: str = Job.Mode.FAILED_STEP
    force_new_key: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rows need to be gone on with."""

    bundles: Mapping[UUID, Bundle]
    connections: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Case:
    """One row that can be resent."""

    entry: Entry
    bundle: Bundle
    plan: Plan

    @property
    def first_id(self) -> UUID:
        """The row of the first attempt at the event."""
        return first_of(self.entry)


def first_of(entry: Entry) -> UUID:
    """Return the row of the first attempt at the event of this row."""
    return entry.resend_of or entry.id


def surroundings_of(entries: Iterable[Entry]) -> Surroundings:
    """Return the bundles of these rows with their live versions, and the connections there are."""
    ids = {entry.bundle_id for entry in entries if entry.bundle_id}
    bundles = Bundle.objects.select_related("version").in_bulk(ids)
    homes = {bundle.workspace_id for bundle in bundles.values()}
    connections = Connection.objects.filter(workspace__in=homes).values_list("pk", flat=True)
    return Surroundings(bundles, frozenset(connections))


def case_of(entry: Entry, around: Surroundings, how: How) -> Case:
    """Return how to resend the row, later attempts left aside; raises CannotBeResent."""
    _refuse_other_rows(entry)
    if entry.bundle_id is None:
        raise CannotBeResent("resend_no_bundle")
    bundle = around.bundles.get(entry.bundle_id)
    if bundle is None or bundle.status == Bundle.Status.DELETED:
        raise CannotBeResent("resend_bundle_deleted")
    if how.mode == Job.Mode.START:
        plan = from_the_start(entry)
    else:
        program = version_of(entry)
        plan = from_the_failed_step(entry, program)
        _refuse_lost_connection(plan, program, around.connections)
    if plan.version_id is None and bundle.version is None:
        raise CannotBeResent("resend_version_gone")
    return Case(entry, bundle, plan)


def attempts_after(entries: Iterable[Entry]) -> Later:
    """Return the later attempts at the events of these rows, by the rows, in order."""
    asked = list(entries)
    firsts = {first_of(entry) for entry in asked}
    since = min((entry.finished_at for entry in asked), default=None)
    if since is None:
        return {}
    # The bound only spares old partitions.
    found = Entry.objects.filter(resend_of__in=firsts, finished_at__gte=since - CLOCKS_DIFFER)
    family: dict[UUID, list[Entry]] = defaultdict(list)
    for one in found.defer("details", "outline", "error").order_by("attempt"):
        if one.resend_of is not None:
            family[one.resend_of].append(one)
    return {
        entry.id: [one for one in family[first_of(entry)] if one.attempt > entry.attempt]
        for entry in asked
    }


def refuse_tried_later(later: Sequence[Entry], how: How) -> None:
    """Raise CannotBeResent where a later attempt is the one to go by."""
    if how.again and how.mode == Job.Mode.START:
        return
    for one in later:
        if one.status in DONE:
            raise CannotBeResent("resend_succeeded_later", row=str(one.id))
    if later:
        raise CannotBeResent("resend_later_attempt", row=str(later[-1].id))


def version_of(entry: Entry) -> Definition | None:
    """Return the version the run was on; None for one that had not begun."""
    if entry.version_id is None:
        return None
    return program_of(entry.version_id)


def program_of(version_id: UUID) -> Definition:
    """Return a version as a program; raises CannotBeResent."""
    try:
        return _program(version_id)
    except (BundleVersion.DoesNotExist, DefinitionIsInvalid) as error:
        raise CannotBeResent("resend_version_gone") from error


@lru_cache(maxsize=PROGRAMS_KEPT)
def _program(version_id: UUID) -> Definition:
    return definition.compile(BundleVersion.objects.get(pk=version_id).definition)


def _refuse_other_rows(entry: Entry) -> None:
    if entry.kind != Entry.Kind.RUN or entry.mode == ALERT:
        raise CannotBeResent("resend_not_a_run")
    if entry.status not in RESENDABLE:
        raise CannotBeResent("resend_not_failed", status=entry.status)


def _refuse_lost_connection(
    plan: Plan, program: Definition | None, connections: Collection[UUID]
) -> None:
    if program is None or plan.from_step is None:
        return
    step = step_at(plan.from_step, program)
    used = step.connection if isinstance(step, Action) else None
    if used is not None and used not in connections:
        raise CannotBeResent("resend_connection_gone", step=plan.from_step)
