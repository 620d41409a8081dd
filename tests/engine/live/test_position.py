"""A position is text that leads back to the same place, or to none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.live.position import TOLD_KEPT, Position

MOMENT = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
HERE = Position(900, MOMENT, frozenset({901, 950}), ("0" * 12, "1" * 12, "2" * 12))


def test_a_position_reads_as_it_was_written() -> None:
    assert Position.read(HERE.write()) == HERE


def test_of_very_many_open_transactions_the_newest_are_kept() -> None:
    many = replace(HERE, told=frozenset(range(901, 901 + 2 * TOLD_KEPT)))

    read = Position.read(many.write())

    assert read is not None
    assert read.told == frozenset(range(901 + TOLD_KEPT, 901 + 2 * TOLD_KEPT))


@pytest.mark.parametrize(
    "text",
    ["", "0", "1.2.3", HERE.write() + ".0", HERE.write().upper() + "Z", "f" * 20 + HERE.write()],
)
def test_what_we_never_wrote_is_no_position(text: str) -> None:
    assert Position.read(text) is None


def test_changes_of_ten_minutes_can_be_told() -> None:
    later = replace(HERE, at=MOMENT + timedelta(minutes=10))

    assert HERE.is_in_reach(later, ceiling=1000)
    assert not HERE.is_in_reach(replace(later, at=later.at + timedelta(seconds=1)), ceiling=1000)


def test_a_place_this_database_has_never_been_at_is_out_of_reach() -> None:
    assert not HERE.is_in_reach(HERE, ceiling=899)
