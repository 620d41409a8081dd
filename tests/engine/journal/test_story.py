"""What is written of a run beside its row."""

from typing import Any

import orjson

from engine.journal.telling.keys import hashed, keys_of
from engine.journal.telling.story import Facts, Story, story_of
from engine.journal.telling.sums import TRIGGER, Place

HOME = "019a1b2c-1234-7678-9012-3456789abcde"
EVENT = "019a1b2c-0000-7678-9012-3456789abcde"


def a_story(trigger: Any, *steps: Any, error: Any = None, **facts: Any) -> Story:
    """Return what would be written of a run with this story."""
    details = orjson.dumps({"trigger": trigger, "steps": steps})
    return story_of(Facts(HOME, EVENT, **{"key": None, **facts}), details, error)


def a_step(**fields: Any) -> dict[str, Any]:
    """Return an action that succeeded."""
    usual = {"id": "send", "kind": "action", "status": "succeeded", "connector": "http"}
    return {**usual, "input": None, "output": None, "bytes_in": 5, "bytes_out": 7, **fields}


def is_found(story: Story, term: str) -> bool:
    """Whether a search for the term finds the story by a key."""
    return {hashed(HOME, key) for key in keys_of(term).keys} <= set(story.keys)


def test_it_is_found_by_what_came_in_and_what_went_out_and_what_was_answered() -> None:
    step = a_step(input={"to": "anna@example.com"}, output={"lead_id": "L-7"}, status="failed")
    story = a_story({"phone": "8 916 123-45-67"}, step, error={"answer": "not bob@example.com"})

    wanted = ["+79161234567", "ANNA@example.com", "l-7", "bob@example.com", EVENT]
    assert [term for term in wanted if not is_found(story, term)] == []
    assert story.words == "8 916 123-45-67\nanna@example.com\nl-7\nnot bob@example.com"


def test_it_is_always_found_by_its_event_and_key() -> None:
    many = [{"id": f"number {number}"} for number in range(200)]

    story = a_story(many, key="Deal 17")

    assert story.keys[0] == hashed(HOME, EVENT)
    assert is_found(story, "deal 17")
    assert hashed(HOME, "*") in story.keys


def test_its_subject_is_an_address_before_a_phone_as_it_was_written() -> None:
    story = a_story({"phone": "8 (916) 123-45-67", "who": "Anna <Anna@Example.com>"})

    assert story.subject == "Anna@Example.com"
    assert a_story({"phone": "8 (916) 123-45-67"}).subject == "8 (916) 123-45-67"
    assert a_story({"phone": 79161234567}).subject == "79161234567"
    assert a_story({"paid_at": 1763792860123}).subject is None


def test_what_the_steps_did_is_told_by_connection_and_kept_steps_are_left_out() -> None:
    steps = [a_step(kept=True), a_step(connection=HOME), a_step(status="failed", id="pay")]

    story = a_story({}, *steps, error={"code": "refused", "step": "pay"})

    assert story.shares == [
        (Place("http", HOME), 1, 5, 7),
        (Place("http", None), 0, 5, 7),
    ]
    assert story.failed_at == Place("http", None)
    assert a_story({}, error={"code": "poison"}).failed_at == TRIGGER


def test_the_story_of_a_loop_that_failed_names_the_connection_of_its_pass() -> None:
    steps = [a_step(path="each[0].send"), a_step(path="each[1].send", connection=HOME)]

    story = a_story({}, *steps, error={"code": "refused", "step": "each[1].send"})

    assert story.failed_at == Place("http", HOME)
