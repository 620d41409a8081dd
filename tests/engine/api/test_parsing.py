"""JSON bodies have one meaning or are refused with a stable code."""

import json
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.api.parsing import BODY_LIMIT, StrictJSONParser, parse_json
from engine.kernel.errors import DomainError

HOSTILE = [
    (b"{", "bad_json"),
    (b"", "bad_json"),
    (b"{'a': 1}", "bad_json"),
    (b'{"a": 1,}', "bad_json"),
    (b'{"a": 1} x', "bad_json"),
    (b'\xef\xbb\xbf{"a": 1}', "bad_json"),
    (b'{"a": "\x00"}', "bad_json"),
    (b'{"a": "\xff"}', "bad_encoding"),
    (b'{"a": "\xed\xa0\x80"}', "bad_encoding"),
    (b'{"a": 1}'.decode().encode("utf-16"), "bad_encoding"),
    (b'{"a": NaN}', "bad_number"),
    (b'{"a": -Infinity}', "bad_number"),
    (b'{"a": 1e999}', "bad_number"),
    (b'{"a": 9223372036854775808}', "bad_number"),
    (b'{"a": -9223372036854775809}', "bad_number"),
    (b'{"a": ' + b"9" * 100_000 + b"}", "bad_number"),
    (b'{"a": 1, "a": 2}', "duplicate_key"),
    (b'{"\\ud800": 1, "\\ud800": 2}', "duplicate_key"),
    (b'{"a": "\\u0000"}', "bad_text"),
    (b'{"a": "\\ud800"}', "bad_text"),
    (b'{"a": {"\\udfff": 1}}', "bad_text"),
    (b"[" * 65 + b"]" * 65, "too_deep"),
    (b"[" * 10_000, "too_deep"),
    (b'{"a":' * 10_000, "too_deep"),
    (b'["' + b"\\" * 20_001, "bad_json"),
]


@pytest.mark.parametrize(("body", "code"), HOSTILE, ids=lambda value: str(value)[:24])
def test_a_body_with_no_single_meaning_is_refused_by_code(body: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_json(body)

    assert refusal.value.code == code


def test_the_place_of_an_unusable_text_is_named() -> None:
    with pytest.raises(DomainError) as refusal:
        parse_json(b'{"steps": [{"a/b": "x\\u0000"}]}')

    assert refusal.value.mistakes[0].path == "/steps/0/a~1b"


def test_brackets_inside_texts_do_not_count_as_depth() -> None:
    text = '\\"[{' * 200

    assert parse_json(json.dumps([text]).encode()) == [text]


def test_the_largest_numbers_and_the_deepest_nesting_still_pass() -> None:
    body = b"[" * 63 + b"[9223372036854775807, -9223372036854775808, 1.5e308]" + b"]" * 63

    assert str(parse_json(body)).count("[") == 64


def test_a_body_of_one_mebibyte_passes_and_one_byte_more_does_not() -> None:
    fits = b'"' + b"a" * (BODY_LIMIT - 2) + b'"'

    assert len(str(StrictJSONParser().parse(BytesIO(fits)))) == BODY_LIMIT - 2
    with pytest.raises(DomainError) as refusal:
        StrictJSONParser().parse(BytesIO(fits + b" "))
    assert (refusal.value.code, refusal.value.status) == ("body_too_large", 413)


@pytest.mark.parametrize("piece", [b'"', b'\\"', b'"\\', b"[]", b'{"":', b"\\u0000"])
def test_a_hostile_body_of_full_size_is_judged_quickly(piece: bytes) -> None:
    body = (piece * BODY_LIMIT)[:BODY_LIMIT]
    began = process_time()

    with pytest.raises(DomainError):
        parse_json(body)

    assert process_time() - began < 2


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab/~é", max_size=4), inner),
)


@given(JSON_VALUES)
def test_what_can_be_stored_is_read_unchanged(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value
