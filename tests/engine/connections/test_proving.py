"""Whatever a connector's check does, the verdict can be kept and shown."""

import pytest

from connectors import sdk
from connectors.sdk.auth import Check
from engine.connections.library import open_account
from engine.connections.proving import Verdict, verdict_on

CANARY = "canary-55aa"


def verdict_of(check: Check) -> Verdict:
    connector = sdk.Connector("pipedesk", auth=(sdk.ApiKey(header="X-Key", check=check),))
    account = open_account(connector, "api_key", {"value": CANARY}, {})
    return verdict_on(lambda: account)


def test_an_account_name_is_cut_to_what_can_be_kept() -> None:
    async def check(call: sdk.Call) -> str:
        return "a\x00b\ud800" + "c" * 500

    verdict = verdict_of(check)

    assert verdict.ok
    assert verdict.account.startswith("a�b?c")
    assert len(verdict.account) == 300


def test_a_bug_of_a_check_is_a_verdict_and_its_log_shows_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def check(call: sdk.Call) -> str:
        raise ZeroDivisionError(f"sent {CANARY}")

    verdict = verdict_of(check)

    assert (verdict.ok, verdict.code, verdict.remedy) == (False, "connector_failed", "stop")
    assert "ZeroDivisionError" in caplog.text
    assert CANARY not in caplog.text + repr(verdict)


def test_a_check_that_hangs_is_a_verdict() -> None:
    async def check(call: sdk.Call) -> str:
        raise TimeoutError

    assert verdict_of(check).code == "timed_out"


def test_a_service_that_names_no_account_still_counts_as_asked() -> None:
    async def check(call: sdk.Call) -> str:
        call.exchanges.append(sdk.Exchange("GET", "https://pipedesk.example/me"))
        return ""

    assert verdict_of(check).code == "login_works"
