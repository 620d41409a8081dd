"""How far a source has got, page by page: pure rules."""

from connectors.sdk import Batch
from engine.triggers.sweep import Position

BEGIN = Position()


def test_the_first_sweep_is_the_baseline_to_its_end() -> None:
    position = BEGIN.after(Batch(next="2"), [b"a"], found=1)

    assert position.is_baseline


def test_what_only_a_second_sweep_shows_is_taken_for_new() -> None:
    position = BEGIN.after(Batch(next="2"), [b"a"], found=1).after(Batch(), [b"b"], found=1)

    assert (position.sweeps, position.is_baseline) == (1, False)
