"""What the analytics tells is what the journal holds, whatever is folded and whatever the zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.analytics import services
from engine.analytics.models import Fold, Grain, Late, Scope, Sum
from engine.journal.models import Rollup
from engine.kernel.clock import now
from tests.engine.analytics.scene import a_place, a_run_at, random_runs, recount, slot_of, weeks_for
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# In each of these weeks some clocks change.
AUTUMN = datetime(2025, 10, 20, 6, tzinfo=UTC), datetime(2025, 11, 5, 22, tzinfo=UTC)
SPRING = datetime(2025, 3, 1, 3, tzinfo=UTC), datetime(2025, 4, 2, 21, tzinfo=UTC)
ZONES = (
    *("Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York"),
    *("Pacific/Auckland", "Africa/Cairo"),
)
CUTS = ("day", "week", "month")
PLACES = [a_place(connector=slug) for slug in ("http", "http", "email", "webhook")]


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    return a_client(workspace)


def in_zone(workspace: Workspace, zone: str) -> Workspace:
    workspace.time_zone = zone
    workspace.save()
    return workspace


def told(client: APIClient, first: date, last: date, by: str = "day") -> dict[str, dict[str, int]]:
    asked = {"from": str(first), "to": str(last), "by": by}
    runs = client.get("/api/v1/analytics/transactions", asked).json()["buckets"]
    moved = client.get("/api/v1/analytics/volume", asked).json()["buckets"]
    names = ("transactions", "bytes_in", "bytes_out", "runs", "failed", "held")
    rows = {row["start"]: {**row, **moved[place]} for place, row in enumerate(runs)}
    return {
        start: {name: row[name] for name in names} for start, row in rows.items() if row["runs"]
    }


def fold_all(workspace: Workspace, until: datetime) -> None:
    while services.fold(workspace.pk, until):
        pass


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("span", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_folded_or_not_the_answer_is_what_the_journal_holds(
    client: APIClient, workspace: Workspace, zone: str, span: tuple[datetime, datetime]
) -> None:
    random_runs(in_zone(workspace, zone), PLACES, span, many=80)
    days = (span[0] - DAY).date(), (span[1] + DAY).date()
    expected = [recount(workspace, *days, by) for by in CUTS]

    fresh = [told(client, *days, by) for by in CUTS]
    services.fold(workspace.pk, span[0] + timedelta(days=9, hours=5))
    partly = [told(client, *days, by) for by in CUTS]
    fold_all(workspace, span[1] + 2 * DAY)
    whole = [told(client, *days, by) for by in CUTS]

    assert fresh == expected
    assert partly == expected
    assert whole == expected


def test_what_is_written_late_is_counted_and_nothing_twice(
    client: APIClient, workspace: Workspace
) -> None:
    random_runs(in_zone(workspace, "Asia/Kathmandu"), PLACES, AUTUMN, many=40)
    days = AUTUMN[0].date() - DAY, AUTUMN[1].date() + DAY
    fold_all(workspace, AUTUMN[1] + 2 * DAY)

    for hours in (1, 18, 19, 40, 200):
        a_run_at(workspace, PLACES[0], AUTUMN[0] + timedelta(hours=hours))
    fold_all(workspace, AUTUMN[1] + 2 * DAY)

    assert [told(client, *days, by) for by in CUTS] == [
        recount(workspace, *days, by) for by in CUTS
    ]
    assert not Late.objects.exists()


def test_a_write_in_time_leaves_no_note(workspace: Workspace) -> None:
    moment = now()

    a_run_at(workspace, PLACES[0], moment - timedelta(minutes=20))
    a_run_at(workspace, PLACES[0], moment - timedelta(minutes=70))

    assert {note.slot for note in Late.objects.all()} == {slot_of(moment - timedelta(minutes=70))}


def test_only_what_has_been_over_for_an_hour_is_folded(
    client: APIClient, workspace: Workspace
) -> None:
    moment = now()
    for ago in (5, 61, 150):
        a_run_at(workspace, PLACES[0], moment - timedelta(minutes=ago))

    services.tend(moment)

    state = Fold.objects.get(pk=workspace.pk)
    assert timedelta(hours=1) <= moment - state.folded_until < timedelta(hours=2)
    assert state.folded_until.minute == 0
    assert sum(row["runs"] for row in told(client, *around(moment)).values()) == 3


def test_a_day_that_is_folded_in_part_is_told_as_a_whole(
    client: APIClient, workspace: Workspace
) -> None:
    noon = datetime(2025, 10, 21, 12, tzinfo=UTC)
    weeks_for(noon, noon)
    for hours in (-5, -5, 5):
        a_run_at(workspace, PLACES[0], noon + timedelta(hours=hours), took_ms=200 - 30 * hours)
    services.fold(workspace.pk, noon)

    asked = {"from": "2025-10-21", "to": "2025-10-21"}
    told = client.get("/api/v1/analytics/transactions", asked).json()

    assert told["buckets"][0]["runs"] == 3
    assert told["totals"]["p50_ms"] > 256
    assert told["stacks"][0]["transactions"] == [3]


def around(moment: datetime) -> tuple[date, date]:
    return (moment - DAY).date(), (moment + DAY).date()


def test_the_clock_of_the_database_counts(workspace: Workspace) -> None:
    assert services.ripe_until(now() + 2 * DAY) <= now() - timedelta(hours=1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UTC", "Asia/Kathmandu"),
        ("UTC", "America/New_York"),
        ("Pacific/Auckland", "America/New_York"),
        ("America/New_York", "Pacific/Auckland"),
    ],
)
def test_after_a_change_of_the_zone_its_days_count_at_once(
    client: APIClient, workspace: Workspace, old: str, new: str
) -> None:
    random_runs(in_zone(workspace, old), PLACES, AUTUMN, many=80)
    days = AUTUMN[0].date() - DAY, AUTUMN[1].date() + DAY
    fold_all(workspace, AUTUMN[1] + 2 * DAY)

    in_zone(workspace, new)
    at_once = [told(client, *days, by) for by in CUTS]
    fold_all(workspace, AUTUMN[1] + 2 * DAY)
    later = [told(client, *days, by) for by in CUTS]

    assert at_once == [recount(workspace, *days, by) for by in CUTS]
    assert later == at_once


@pytest.mark.parametrize(
    ("old", "new"), [("UTC", "Asia/Kathmandu"), ("Asia/Kathmandu", "America/New_York")]
)
def test_where_days_of_two_zones_meet_nothing_is_missing_or_counted_twice(
    client: APIClient, workspace: Workspace, old: str, new: str
) -> None:
    span = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 9, 20, tzinfo=UTC)
    random_runs(in_zone(workspace, old), PLACES, span, many=200)
    days = date(2025, 5, 30), date(2025, 9, 25)
    fold_all(workspace, span[1])
    kept_since = Fold.objects.get(pk=workspace.pk).kept_since

    in_zone(workspace, new)
    at_once = told(client, *days)
    fold_all(workspace, span[1])
    later = told(client, *days)

    assert span[1] - kept_since >= timedelta(days=65)
    assert later == at_once
    assert sum(row["runs"] for row in later.values()) == 200
    first_kept = (kept_since + 2 * DAY).date()
    assert {day: row for day, row in later.items() if day >= str(first_kept)} == recount(
        workspace, first_kept, days[1]
    )


def test_folded_quarters_go_after_two_months_and_their_days_stay(
    client: APIClient, workspace: Workspace
) -> None:
    span = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 9, 20, tzinfo=UTC)
    random_runs(workspace, PLACES, span, many=100)
    days = span[0].date(), span[1].date()
    before = told(client, *days)

    fold_all(workspace, span[1])

    oldest = Rollup.objects.order_by("slot").values_list("slot", flat=True)[0]
    assert timedelta(days=60) < span[1] - oldest < timedelta(days=67)
    assert told(client, *days) == before


def test_folding_twice_changes_nothing(workspace: Workspace) -> None:
    random_runs(workspace, PLACES, AUTUMN, many=40)
    fold_all(workspace, AUTUMN[1])
    sums = list(Sum.objects.order_by("pk").values())

    Fold.objects.update(folded_until=AUTUMN[0])
    fold_all(workspace, AUTUMN[1])

    assert list(Sum.objects.order_by("pk").values()) == sums


def test_months_are_the_sums_of_their_days(workspace: Workspace) -> None:
    random_runs(workspace, PLACES, AUTUMN, many=60)
    fold_all(workspace, AUTUMN[1])
    october = {"day__gte": date(2025, 10, 1), "day__lt": date(2025, 11, 1)}

    days = Sum.objects.filter(**october, grain=Grain.DAY, scope=Scope.ALL)
    month = Sum.objects.get(grain=Grain.MONTH, scope=Scope.ALL)

    assert month.day == date(2025, 10, 1)
    assert month.transactions == sum(day.transactions for day in days)
    assert month.durations == [
        sum(place) for place in zip(*(d.durations for d in days), strict=True)
    ]


def test_sums_of_months_nobody_can_ask_for_go(workspace: Workspace) -> None:
    random_runs(workspace, PLACES, AUTUMN, many=20)
    fold_all(workspace, AUTUMN[1])

    services.forget_old(datetime(2026, 11, 30, tzinfo=UTC))
    kept = Sum.objects.filter(day__lt=date(2025, 10, 31)).count()
    services.forget_old(datetime(2026, 12, 1, tzinfo=UTC))

    assert kept
    assert not Sum.objects.filter(day__lt=date(2025, 11, 1)).exists()
