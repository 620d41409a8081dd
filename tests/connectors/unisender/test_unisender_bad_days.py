"""Errors inside 200, limits, and answers that are none: each leads to what has to be done next."""

import pytest

from connectors import sdk
from tests.connectors.unisender.stage import Stage, play
from tests.services.kit import BadDay
from tests.services.unisender.account import Refusal


async def failure(
    stage: Stage, action: str = "subscribe", **inputs: sdk.Json
) -> sdk.ConnectorError:
    """Return the error that an action ends with."""
    with pytest.raises(sdk.ConnectorError) as raised:
        await stage.act(action, **(inputs or {"list": "501", "email": "new@example.org"}))
    return raised.value


@pytest.mark.parametrize(
    ("code", "remedy", "told"),
    [
        ("access_denied", "stop", "access_denied"),
        ("not_enough_money", "stop", "not_enough_money"),
        ("retry_later", "retry", "service_unavailable"),
        ("api_call_limit_exceeded_for_ip", "retry", "rate_limited"),
        ("too_many_double_optins", "fix", "too_many_double_optins"),
        ("invalid_arg", "fix", "input_rejected"),
        ("unspecified", "fix", "input_rejected"),
        ("one_of_tomorrow", "fix", "input_rejected"),
    ],
)
def test_a_code_says_what_to_do(code: str, remedy: str, told: str) -> None:
    async def story(stage: Stage) -> None:
        stage.service.refusal = Refusal(code, "No &quot;way&quot;")

        error = await failure(stage)

        assert (error.remedy, error.code, error.message) == (remedy, told, 'No "way"')
        assert error.outcome == "error"
        assert code in str(error.answer)

    play(story)


def test_a_wrong_key_asks_to_reconnect_and_is_not_shown() -> None:
    async def story(stage: Stage) -> None:
        error = await failure(stage)

        assert error.remedy == "reconnect"
        assert "wrong-key" not in str(error.answer) + error.message

    play(story, key="wrong-key")


def test_the_limit_of_a_method_asks_to_wait_a_minute() -> None:
    async def story(stage: Stage) -> None:
        stage.service.limits["subscribe"] = 2
        for number in range(2):
            await stage.act("subscribe", list="501", email=f"n{number}@example.org")

        error = await failure(stage)
        stage.service.clock.advance(60)

        assert (error.remedy, error.retry_after) == ("retry", 60)
        assert await stage.act("subscribe", list="501", email="new@example.org")

    play(story)


@pytest.mark.parametrize("kind", ["error", "garbage", "half", "hangup"])
@pytest.mark.parametrize(
    ("action", "inputs", "outcome"),
    [
        ("subscribe", {"list": "501", "email": "new@example.org"}, "unknown"),
        ("get_contact", {"email": "olga@example.org"}, "error"),
    ],
)
def test_a_lost_answer_to_a_write_leaves_its_outcome_open_and_to_a_read_not(
    kind: str, action: str, inputs: dict[str, sdk.Json], outcome: str
) -> None:
    async def story(stage: Stage) -> None:
        stage.service.weather.expect(BadDay.of({"kind": kind, "acts": True}))

        error = await failure(stage, action, **inputs)

        assert (error.remedy, error.outcome) == ("retry", outcome)
        assert await stage.act(action, **inputs)

    play(story)


def test_json_that_is_no_answer_of_unisender_is_tried_again() -> None:
    async def story(stage: Stage) -> None:
        stage.service.weather.expect(BadDay("garbage", path="getLists"))

        with pytest.raises(sdk.ServiceUnavailable):
            await stage.offered("subscribe", "list")

    play(story)


def test_an_import_that_breaks_off_is_repeated_whole() -> None:
    async def story(stage: Stage) -> None:
        contacts: list[sdk.Json] = [{"email": f"n{one}@example.org"} for one in range(501)]
        stage.service.limits["importContacts"] = 1

        error = await failure(stage, "import_contacts", contacts=contacts, list="501")
        stage.service.limits.clear()
        told = await stage.act("import_contacts", contacts=contacts, list="501")

        assert error.remedy == "retry"
        assert (told["inserted"], told["updated"], told["failed"]) == (1, 500, 0)

    play(story)


def test_an_edition_elsewhere_and_another_language_are_asked_at_their_paths() -> None:
    async def story(stage: Stage) -> None:
        with pytest.raises(sdk.InputRejected, match="Unknown"):
            await stage.act("subscribe", list="501", email="a@b.example", fields={"x": 1})

        assert stage.service.seen[-1].path == "/en/api/subscribe"
        stage.service.url += "/en/api"
        assert (await stage.act("get_contact", email="olga@example.org"))["found"]

    play(story, settings={"language": "en"})
