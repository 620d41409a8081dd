"""Actions declared as requests: placeholders keep types, quote paths, and drop what is absent."""

import pytest

from connectors import sdk
from connectors.sdk.testing import Bench, Recorded

connector = sdk.Connector(
    slug="pipedesk",
    auth=(sdk.NoAuth(), sdk.ApiKey(header="X-Api-Key")),
    errors={409: sdk.PlanLimit},
    actions=(
        sdk.Action(
            "create_deal",
            fields=(
                sdk.Field("pipeline", required=True),
                sdk.Field("amount", "decimal"),
                sdk.Field("tags", "list"),
                sdk.Field("note"),
            ),
            request=sdk.Post(
                "/pipelines/{pipeline}/deals",
                params={"notify": "{note}", "v": "2"},
                json={"amount": "{amount}", "title": "Deal: {note}", "tags": ["{tags}", "x"]},
            ),
            returns="data.deal",
        ),
    ),
)


def test_a_declared_request_is_filled_and_its_answer_picked() -> None:
    played = Recorded(
        "POST",
        "/pipelines/7/deals",
        answer={"data": {"deal": {"id": 41}}},
        query={"v": "2", "notify": "hi"},
        sent={"amount": 12.5, "title": "Deal: hi", "tags": [["a"], "x"]},
    )

    result = Bench(connector).act(
        "create_deal", {"pipeline": 7, "amount": "12,5", "note": "hi", "tags": "a"}, [played]
    )

    assert result == {"id": 41}


def test_absent_inputs_drop_out() -> None:
    played = Recorded(
        "POST", "/pipelines/7/deals", query={"v": "2"}, sent={"title": "Deal: ", "tags": ["x"]}
    )

    assert Bench(connector).act("create_deal", {"pipeline": "7"}, [played]) is None


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("a/b?c#d", "/pipelines/a%2Fb%3Fc%23d/deals"),
        ("..", "/pipelines/%2E%2E/deals"),
        ("я", "/pipelines/%D1%8F/deals"),
    ],
)
def test_a_value_cannot_leave_its_place_in_the_path(value: str, path: str) -> None:
    assert sdk.Post("/pipelines/{pipeline}/deals").fill({"pipeline": value}).path == path


def test_the_connectors_errors_and_login_apply() -> None:
    bench = Bench(connector, kind="api_key", credentials={"value": "k"})

    with pytest.raises(sdk.PlanLimit):
        bench.act(
            "create_deal", {"pipeline": "7"}, [Recorded("POST", "/pipelines/7/deals", status=409)]
        )


def test_a_request_without_a_recording_fails() -> None:
    with pytest.raises(AssertionError, match="no recording"):
        Bench(connector).act("create_deal", {"pipeline": "7"}, [])


def test_an_unused_recording_fails() -> None:
    played = [Recorded("POST", "/pipelines/7/deals"), Recorded("GET", "/more")]

    with pytest.raises(AssertionError, match="never asked"):
        Bench(connector).act("create_deal", {"pipeline": "7"}, played)


def test_an_action_is_either_code_or_a_request() -> None:
    with pytest.raises(ValueError, match="either run or request"):
        sdk.Action("nothing")
