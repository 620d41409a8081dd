"""A check of completeness under faults: it ends and counts right, whoever dies meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from engine.kernel.clock import now
from tests.faults.history import RECOVERY_S
from tests.faults.stage import Stage
from tests.faults.test_polling import Listing
from tests.installation import until

ROWS = 50


@pytest.fixture
def listing(stage: Stage) -> Listing:
    """A list that a bundle has read."""
    found = Listing(stage)
    flow = found.open()
    found.rows = [{"id": number} for number in range(ROWS)]
    stage.product.call("POST", f"/bundles/{flow.id}/run", {})
    until(lambda: len(found.effects()) == ROWS, within_s=RECOVERY_S, what="all rows")
    until(lambda: not stage.product.unfinished(flow), within_s=RECOVERY_S, what="all ends")
    return found


def test_a_check_whose_workers_are_killed_ends_and_counts_right(listing: Listing) -> None:
    flow, product = listing.flow, listing.stage.product
    assert flow is not None
    listing.mishaps = 2
    days = {"from": f"{now().date() - timedelta(days=1)}", "to": f"{now().date()}"}

    job = product.call("POST", f"/bundles/{flow.id}/completeness", days)

    report = _report(listing, job["id"])
    assert (report["source"], report["delivered"], report["complete"]) == (ROWS, ROWS, True)
    assert (listing.mishaps, set(listing.effects().values())) == (0, {1})


def _report(listing: Listing, job_id: str) -> dict[str, Any]:
    told: list[dict[str, Any]] = []

    def is_done() -> bool:
        told.append(listing.stage.product.call("GET", f"/jobs/{job_id}"))
        return bool(told[-1]["state"] == "done")

    until(is_done, within_s=3 * RECOVERY_S, what="the end of the check")
    report: dict[str, Any] = told[-1]["report"]
    return report
