"""What was probably meant by words that are not known."""

from engine.kernel.nearest import near, strangers


def test_a_word_far_from_all_others_means_none_of_them() -> None:
    assert near("zebra", ["name", "steps"]) == {}
    assert near("Nmae", ["name", "steps"]) == {"nearest": "name"}


def test_of_very_many_unknown_words_only_the_first_are_guessed() -> None:
    names = [f"nam{number}" for number in range(1000)]

    found = list(strangers(["name", *names], ["name"]))

    assert [name for name, _ in found] == names
    assert sum(bool(meant) for _, meant in found) == 20
