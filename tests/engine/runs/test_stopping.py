"""Services that say no for good stop the bundle, and its owner hears which of the two it was."""

import pytest

from engine.runs.tasks import block_bundle
from tests.engine.bundles.conftest import a_house, fresh


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "reason"),
    [("gone_from_service", "target_gone"), ("plan_limit", "plan_limit_reached")],
)
def test_the_reason_is_what_the_service_said(code: str, reason: str) -> None:
    bundle = a_house().a_running_bundle()

    block_bundle(str(bundle.pk), {"code": code, "answer": "No more."})

    told = fresh(bundle).status_reason or {}
    assert fresh(bundle).status == "blocked"
    assert (told["code"], told["params"]["answer"]) == (reason, "No more.")
