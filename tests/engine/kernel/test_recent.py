"""What is remembered has an end."""

from engine.kernel.recent import Recent


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    names: Recent[int, str] = Recent(2)
    names.keep(1, "one")
    names.keep(2, "two")
    names.get(1)

    names.keep(3, "three")

    assert [names.get(number) for number in (1, 2, 3)] == ["one", None, "three"]


def test_what_is_forgotten_on_purpose_is_gone() -> None:
    names: Recent[int, str] = Recent(2)
    names.keep(1, "one")

    names.forget(1)
    names.forget(2)

    assert names.get(1) is None
