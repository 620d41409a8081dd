"""What runs when an action fails for good."""

from typing import Any

import pytest

from tests.engine.machine import send_step, story
from tests.engine.runs.scenes import ACCEPTED, BUSY, REFUSED, nothing, played, statuses, the_run

pytestmark = pytest.mark.django_db(transaction=True)


def with_branch(url: str, *branch: Any, step_id: str = "pay") -> dict[str, Any]:
    """Return an action with steps for its error, one that tells about it if none are given."""
    steps = list(branch) or [send_step(url, "tell", body="{{ error.http_status }}")]
    return {**send_step(url, step_id), "on_error": {"steps": steps}}


def test_the_branch_runs_with_the_error_instead_of_what_follows() -> None:
    asked, bundle = played(
        lambda url: [with_branch(url), send_step(url, "after")], REFUSED, ACCEPTED
    )

    entry = the_run(bundle)
    assert [one.body for one in asked] == [b'{"a":1}', b"422"]
    assert (entry.status, entry.error, entry.transactions) == ("succeeded", None, 1)
    assert statuses(entry) == [("pay", "failed"), ("tell", "succeeded")]
    assert story(entry)["steps"][0]["error"]["answer"] == "no such list"


def test_without_an_error_the_branch_is_left_out() -> None:
    _, bundle = played(lambda url: [with_branch(url), send_step(url, "after")])

    assert statuses(the_run(bundle)) == [("pay", "succeeded"), ("after", "succeeded")]


def test_an_error_in_the_branch_fails_the_run() -> None:
    _, bundle = played(lambda url: [with_branch(url)], REFUSED)

    entry = the_run(bundle)
    assert (entry.status, (entry.error or {})["step"]) == ("failed", "tell")


def test_a_branch_goes_on_where_it_stopped_without_repeating_the_failure() -> None:
    asked, bundle = played(
        lambda url: [with_branch(url)], REFUSED, BUSY, ACCEPTED, between=[nothing]
    )

    assert [one.body for one in asked] == [b'{"a":1}', b"422", b"422"]
    assert statuses(the_run(bundle)) == [("pay", "failed"), ("tell", "succeeded")]


def test_in_a_loop_the_next_item_follows_the_branch() -> None:
    def steps(url: str) -> Any:
        inner = [with_branch(url), send_step(url, "after")]
        return [{"id": "each", "kind": "loop", "over": [1, 2], "steps": inner}]

    _, bundle = played(steps, REFUSED, ACCEPTED)

    assert [name for name, _ in statuses(the_run(bundle))] == [
        "each", "pay", "tell", "pay", "after",
    ]  # fmt: skip


def test_behind_a_router_its_next_step_follows_the_branch() -> None:
    def steps(url: str) -> Any:
        inner = [with_branch(url), send_step(url, "left_out")]
        router = {"id": "way", "kind": "router", "branches": [{"name": "a", "steps": inner}]}
        return [router, send_step(url, "after")]

    _, bundle = played(steps, REFUSED, ACCEPTED)

    assert [name for name, _ in statuses(the_run(bundle))] == ["way", "pay", "tell", "after"]


def test_a_branch_within_a_branch_ends_both() -> None:
    def steps(url: str) -> Any:
        inner = with_branch(url, send_step(url, "last"), step_id="tell")
        return [with_branch(url, inner, send_step(url, "left_out")), send_step(url, "after")]

    _, bundle = played(steps, REFUSED, REFUSED, ACCEPTED)

    entry = the_run(bundle)
    assert entry.status == "succeeded"
    assert [name for name, _ in statuses(entry)] == ["pay", "tell", "last"]


def test_a_filter_in_the_branch_only_ends_the_branch() -> None:
    def steps(url: str) -> Any:
        never = {"id": "never", "kind": "filter", "when": {"value": "", "is": "filled"}}
        return [with_branch(url, never, send_step(url, "left_out"))]

    _, bundle = played(steps, REFUSED)

    entry = the_run(bundle)
    assert entry.status == "succeeded"
    assert statuses(entry) == [("pay", "failed"), ("never", "filtered")]
