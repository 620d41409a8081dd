"""Many rows in one action: batches, rows that are refused, and services that fail half way."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from connectors import sdk

REFUSED = "The price is no number."


class Warehouse:
    """A service that takes batches: rows that are None are refused, named or not."""

    def __init__(self, *, names: bool = True, fails: Mapping[int, Exception] | None = None) -> None:
        self.names = names
        self.fails = dict(fails or {})
        self.batches: list[list[sdk.Json]] = []

    async def send(self, rows: Sequence[sdk.Row]) -> dict[int, str]:
        self.batches.append([row.value for row in rows])
        if error := self.fails.pop(len(self.batches), None):
            raise error
        bad = {row.index: REFUSED for row in rows if row.value is None}
        if bad:
            raise sdk.RowsRejected("The batch is refused.", bad if self.names else {})
        return {row.index: f"id {row.value}" for row in rows}


def sent(warehouse: Warehouse, rows: Sequence[sdk.Json], size: int = 2) -> dict[str, sdk.Json]:
    return asyncio.run(sdk.in_batches(rows, size, warehouse.send))


def outcomes(result: Mapping[str, sdk.Json]) -> list[sdk.Json]:
    """Return each row's id, or why it has none."""
    rows = result["rows"]
    assert isinstance(rows, list)
    return [row["id"] if row["ok"] else row["error"] for row in rows]


def test_rows_go_in_batches_and_each_has_its_id() -> None:
    warehouse = Warehouse()

    result = sent(warehouse, ["a", "b", "c"])

    assert warehouse.batches == [["a", "b"], ["c"]]
    assert result["rows"] == [
        {"index": place, "ok": True, "id": f"id {name}", "error": None}
        for place, name in enumerate("abc")
    ]
    assert (result["total"], result["succeeded"], result["failed"]) == (3, 3, 0)


def test_a_bad_row_is_dropped_and_the_rest_of_its_batch_sent_again() -> None:
    warehouse = Warehouse()

    result = sent(warehouse, ["a", None, "c"], size=3)

    assert warehouse.batches == [["a", None, "c"], ["a", "c"]]
    assert outcomes(result) == ["id a", REFUSED, "id c"]


def test_a_batch_refused_without_names_is_halved_until_the_bad_row_is_found() -> None:
    warehouse = Warehouse(names=False)

    result = sent(warehouse, ["a", "b", None, "d"], size=4)

    assert outcomes(result) == ["id a", "id b", "The batch is refused.", "id d"]
    assert warehouse.batches[-1] == ["d"]


def test_a_service_that_fails_at_once_raises_so_that_the_step_is_tried_again() -> None:
    warehouse = Warehouse(fails={1: sdk.ServiceUnavailable("It is down.")})

    with pytest.raises(sdk.ServiceUnavailable):
        sent(warehouse, ["a", "b", "c"])


def test_what_was_written_before_a_failure_is_reported_and_not_sent_again() -> None:
    warehouse = Warehouse(fails={2: sdk.ServiceUnavailable("It is down.")})

    result = sent(warehouse, ["a", "b", "c", "d", "e"])

    assert outcomes(result) == ["id a", "id b", "It is down.", "It is down.", "It is down."]
    assert len(warehouse.batches) == 2


def test_rows_whose_answer_was_lost_are_told_apart_from_those_never_sent() -> None:
    lost = sdk.ServiceUnavailable("It hung up.", outcome="unknown")

    told = outcomes(sent(Warehouse(fails={2: lost}), ["a", "b", "c", "d", "e"]))

    assert told[2] == told[3] == "It hung up. The row may have been written all the same."
    assert told[4] == "It hung up."


def test_a_busy_service_is_waited_for() -> None:
    warehouse = Warehouse(fails={1: sdk.RateLimited("Slowly!", retry_after=0.01)})

    assert outcomes(sent(warehouse, ["a"])) == ["id a"]


def test_a_service_that_is_busy_for_long_is_left_to_a_later_attempt() -> None:
    warehouse = Warehouse(fails={1: sdk.RateLimited("Slowly!", retry_after=60)})

    with pytest.raises(sdk.RateLimited):
        sent(warehouse, ["a"])


def test_a_row_that_the_service_does_not_mention_counts_as_failed() -> None:
    async def forgetful(rows: Sequence[sdk.Row]) -> dict[int, str]:
        return {rows[0].index: "1"}

    result = asyncio.run(sdk.in_batches(["a", "b"], 2, forgetful))

    assert (result["succeeded"], result["failed"]) == (1, 1)


def test_no_rows_need_no_request() -> None:
    warehouse = Warehouse()

    assert sent(warehouse, [])["total"] == 0
    assert warehouse.batches == []
