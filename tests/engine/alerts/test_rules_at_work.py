"""What each kind of rule finds, when it tells, and when that is over."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.alerts import services
from engine.alerts.messages import Speaker
from engine.alerts.models import Alert
from engine.bundles.models import Bundle, Group
from engine.bundles.services import block
from engine.connections.models import Connection
from engine.health.models import Breaker
from engine.queue import held
from engine.queue.models import Run
from engine.queue.services import enqueue
from tests.engine.alerts.conftest import Post, a_sick
from tests.engine.bundles.conftest import a_house


def test_the_first_error_is_told_once_and_only_counted_from_then_on(post: Post) -> None:
    post.rule("first_error")
    bundle = post.bundle()
    post.ended(bundle)
    first = post.titles()
    for _ in range(3):
        post.later(minutes=1)
        post.ended(bundle)

    assert first == ["Bundle “Leads”: an error"]
    assert post.titles(minutes=1) == []
    assert post.the_alert().count == 4


def test_after_a_minute_without_errors_a_success_is_back_to_normal(post: Post) -> None:
    post.rule("first_error")
    bundle = post.bundle()
    post.ended(bundle)
    post.look()
    post.later(seconds=30)
    post.ended(bundle, "succeeded")

    assert post.titles() == []
    assert post.titles(seconds=30) == ["Bundle “Leads” works again"]
    assert post.titles(minutes=5) == []


def test_it_is_told_again_only_after_it_was_over(post: Post) -> None:
    post.rule("first_error", tells_recovery=False)
    bundle = post.bundle()
    heard = []
    for status in ("failed", "succeeded", "failed"):
        post.ended(bundle, status)
        heard.append(post.titles(minutes=2))

    assert heard == [["Bundle “Leads”: an error"], [], ["Bundle “Leads”: an error"]]


def test_a_rule_about_normal_says_nothing_of_errors(post: Post) -> None:
    post.rule("back_to_normal")
    bundle = post.bundle()
    post.ended(bundle)
    before = post.titles()
    post.later(minutes=2)
    post.ended(bundle, "succeeded")

    assert before == []
    assert post.titles(seconds=1) == ["Bundle “Leads” is back to normal"]


@pytest.mark.parametrize(
    ("gaps_s", "told"),
    [([150, 150], True), ([299, 0.999999], True), ([150, 150.000001], True), ([200, 400], False)],
)
def test_errors_are_counted_within_any_stretch_of_that_length(
    post: Post, gaps_s: list[float], told: bool
) -> None:
    post.rule("errors", count=3, minutes=10)
    bundle = post.bundle()
    post.ended(bundle)
    for gap in gaps_s:
        post.later(seconds=gap)
        post.ended(bundle)

    assert bool(post.look(seconds=1)) is told


def test_errors_exactly_the_length_apart_are_not_within_it(post: Post) -> None:
    post.rule("errors", count=2, minutes=10)
    bundle, other = post.bundle("Apart"), post.bundle("Within")
    for one, gap in ((bundle, 0.0), (other, 0.000001)):
        post.ended(one, finished_at=post.moment - timedelta(minutes=10, seconds=-gap))
        post.ended(one)

    assert post.titles() == ["Bundle “Within”: 2 errors in 10 min"]


def test_a_burst_is_found_however_late_the_watch_comes(post: Post) -> None:
    post.rule("errors", count=3, minutes=1)
    bundle = post.bundle()
    for _ in range(3):
        post.ended(bundle)

    assert [text["body"]["alerts"][0]["count"] for text in post.look(hours=2)] == [3]


def test_errors_are_over_when_none_came_for_as_long(post: Post) -> None:
    post.rule("errors", count=1, minutes=10)
    post.ended(post.bundle())
    post.look()

    assert post.titles(minutes=10, microseconds=-1) == []
    assert post.titles(microseconds=1) == ["Bundle “Leads”: no more errors"]


def test_a_blocked_bundle_is_told_with_the_reason_but_not_what_a_service_said(post: Post) -> None:
    post.rule("blocked")
    bundle = post.bundle()
    block(bundle.pk, "plan_limit_reached", {"answer": "anna@example.com"})

    (message,) = post.look()

    said = message["body"]["alerts"][0]
    told = Speaker(post.workspace).paragraph(post.the_alert())
    assert said["message"] == "Bundle “Leads” is blocked"
    assert said["link"].endswith(f"/bundles/{bundle.pk}")
    assert "plan allows no more" in told
    assert "anna" not in str(message) + told


def test_a_bundle_that_was_started_again_is_told(post: Post) -> None:
    post.rule("blocked")
    bundle = post.bundle()
    block(bundle.pk, "plan_limit_reached", {})
    post.look()
    Bundle.objects.filter(pk=bundle.pk).update(status="running")

    assert post.titles(seconds=5) == ["Bundle “Leads” is no longer blocked"]


def test_a_blocked_bundle_put_into_the_trash_is_over_without_a_word(post: Post) -> None:
    post.rule("blocked")
    bundle = post.bundle()
    block(bundle.pk, "plan_limit_reached", {})
    post.look()
    Bundle.objects.filter(pk=bundle.pk).update(status="deleted", deleted_at=post.moment)

    assert post.look(seconds=5) == []
    assert post.the_alert().closed_at == post.moment


def test_a_connection_that_needs_a_login_is_told_until_it_has_one(post: Post) -> None:
    post.rule("needs_login")
    a_sick(post.house.target)
    opened = post.titles()
    a_sick(post.house.target, "works")

    assert opened == ["Connection “CRM” needs a new login"]
    assert post.titles(seconds=5) == ["Connection “CRM” is signed in again"]


def test_a_connection_that_is_being_made_alarms_nobody(post: Post) -> None:
    post.rule("needs_login")
    Connection.objects.create(
        workspace=post.workspace,
        connector="amocrm",
        name="New",
        kind="oauth2",
        status="needs_login",
        status_detail={"code": "login_not_done"},
    )

    assert post.titles() == []


def test_an_ailing_service_is_told_and_so_is_its_return(post: Post) -> None:
    post.rule("ailing")
    ill = {"opened_at": post.moment, "probe_at": post.moment, "streak": 20, "recent": "1" * 20}
    Breaker.objects.create(connection=post.house.target, last_code="timed_out", **ill)
    opened = post.titles()
    Breaker.objects.all().delete()

    assert opened == ["Connection “CRM”: the service is failing"]
    assert post.titles(seconds=5) == ["Connection “CRM”: the service is back"]


def test_silence_is_told_exactly_when_it_is_long_enough(post: Post) -> None:
    post.rule("no_data", hours=3)
    post.ended(post.bundle(), "succeeded")

    assert post.titles(hours=3, microseconds=-1) == []
    assert post.titles(minutes=1) == ["Bundle “Leads”: no data for 3 h"]


def test_a_late_try_of_an_old_event_is_no_new_data(post: Post) -> None:
    post.rule("no_data", hours=3)
    bundle = post.bundle()
    post.ended(bundle, "succeeded", received_at=post.moment - timedelta(hours=3))

    assert post.titles() == ["Bundle “Leads”: no data for 3 h"]


def test_silence_ends_with_the_next_event_even_one_that_waits(post: Post) -> None:
    post.rule("no_data", hours=3)
    bundle = post.bundle()
    opened = post.titles(hours=4)
    run = enqueue(bundle, {}, mode="live")
    run.received_at = post.moment
    run.save(update_fields=["received_at"])

    assert opened == ["Bundle “Leads”: no data for 3 h"]
    assert post.titles(minutes=1) == ["Bundle “Leads”: data comes again"]


@pytest.mark.parametrize("waits", [{}, {"status": "held", "due_at": None}], ids=["due", "held"])
def test_an_event_that_waits_is_data_and_the_last_one_told_of(
    post: Post, waits: dict[str, Any]
) -> None:
    post.rule("no_data", hours=3)
    bundle = post.bundle()
    post.ended(bundle, "succeeded", received_at=post.moment - timedelta(hours=9))
    run = enqueue(bundle, {}, mode="live")
    Run.objects.filter(pk=run.pk).update(received_at=post.moment, **waits)

    before = post.titles(hours=2)

    assert (before, post.titles(hours=2)) == ([], ["Bundle “Leads”: no data for 3 h"])
    assert post.the_alert().since == post.moment - timedelta(hours=4)


def test_a_run_that_asks_is_told_once_until_nothing_asks_any_more(post: Post) -> None:
    post.rule("asks")
    bundle = post.bundle()
    runs = [_asking(bundle), _asking(bundle)]
    heard = [post.titles(), post.titles(seconds=5)]
    for run in runs:
        held.answer(bundle.pk, run, "cancel", workspace_id=bundle.workspace_id, actor="Anna")
        heard.append(post.titles(seconds=5))

    asked, over = "Bundle “Leads” asks what to do", "Bundle “Leads” asks nothing any more"
    assert heard == [[asked], [], [], [over]]


def test_a_run_held_for_its_connection_asks_nobody(post: Post) -> None:
    post.rule("asks")
    run = enqueue(post.bundle(), {}, mode="live")
    Run.objects.filter(pk=run.pk).update(status="held", due_at=None, error={"code": "x"})

    assert post.look() == []


def _asking(bundle: Bundle) -> UUID:
    run = enqueue(bundle, {}, mode="live")
    error = {"code": "outcome_unknown", "asks": True}
    Run.objects.filter(pk=run.pk).update(status="held", due_at=None, error=error)
    return run.pk


def test_a_bundle_just_started_is_not_silent_yet(post: Post) -> None:
    post.rule("no_data", hours=3)
    post.bundle(started_at=post.moment)

    assert post.look(hours=2) == []


def test_a_paused_bundle_is_not_silent(post: Post) -> None:
    post.rule("no_data", hours=3)
    post.bundle(status="paused")

    assert post.look(hours=9) == []


def test_a_rule_about_a_group_or_a_bundle_leaves_the_others_alone(post: Post) -> None:
    group = Group.objects.create(workspace=post.workspace, name="Sales")
    inside, alone = post.bundle("Inside", group=group), post.bundle("Alone")
    others = post.bundle("Other")
    post.rule("first_error", group=group.pk)
    post.rule("first_error", bundle=alone.pk)
    for bundle in (inside, alone, others):
        post.ended(bundle)

    assert sorted(post.titles()) == ["Bundle “Alone”: an error", "Bundle “Inside”: an error"]


def test_a_rule_about_a_bundle_hears_of_the_connections_it_uses(post: Post) -> None:
    used, other = post.bundle("Used"), post.house.another_hook()
    post.rule("needs_login", bundle=used.pk)
    a_sick(post.house.target)
    a_sick(other)

    assert post.titles() == ["Connection “CRM” needs a new login"]


def test_what_happens_in_other_workspaces_is_theirs(post: Post) -> None:
    post.rule("first_error")
    post.rule("needs_login")
    elsewhere = a_house("Elsewhere")
    post.ended(elsewhere.a_running_bundle())
    a_sick(elsewhere.target)

    post.look()

    assert not Alert.objects.of(post.workspace).exists()


def test_a_rule_switched_off_finds_nothing_and_settles_what_it_had(post: Post) -> None:
    rule = post.rule("needs_login")
    a_sick(post.house.target)
    post.look()
    services.change_rule(rule, {"enabled": False})

    assert post.look(seconds=5) == []
    assert post.the_alert().closed_at is not None


def test_a_deleted_connection_closes_its_alert_without_a_word(post: Post) -> None:
    post.rule("needs_login")
    lost = Connection.objects.create(
        workspace=post.workspace, connector="http", name="Lost", kind="none", status="needs_login"
    )
    post.look()
    lost.delete()

    assert post.look(seconds=5) == []
    assert post.the_alert().closed_at is not None
