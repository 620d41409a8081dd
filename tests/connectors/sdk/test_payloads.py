"""Webhook bodies of every kind, read exactly or refused with a code."""

import json

import pytest

from connectors import sdk

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"
PARTS = (
    b'--edge\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xd0\x90nna\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="tag"\r\n\r\na\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="tag"\r\n\r\nb\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="cv"; filename="cv.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nhello\r\n--edge--\r\n"
)
READ: list[tuple[bytes, str, sdk.Json]] = [
    (b'{"a":[1,2.5,null,true,"\xd1\x8f"]}', JSON, {"a": [1, 2.5, None, True, "я"]}),
    (b"\xef\xbb\xbf[1]", JSON, [1]),
    (b'{"a":1}', "application/vnd.api+json", {"a": 1}),
    (b'{"a":1}', "", {"a": 1}),
    ('{"a":"я"}'.encode("cp1251"), "application/json; charset=windows-1251", {"a": "я"}),
    (b"", JSON, None),
    (b"[18446744073709551615,18446744073709551616]", JSON, [2**64 - 1, str(2**64)]),
    (b"[-9223372036854775808,-9223372036854775809]", JSON, [-(2**63), str(-(2**63) - 1)]),
    (b'["12345678901234567890123"]', JSON, ["12345678901234567890123"]),
    (b"a=1&b=%D1%8F&b=2&c=", FORM, {"a": "1", "b": ["я", "2"], "c": ""}),
    (b"a=%FF", FORM + "; charset=windows-1251", {"a": "я"}),
    (b"payment[sum]=5", FORM, {"payment[sum]": "5"}),
    (b'{"a":1}', FORM, {"a": 1}),
    ("привет".encode(), "text/plain; charset=utf-8", "привет"),
    (b"caf\xe9", "text/plain; charset=iso-8859-1", "café"),
    (b"<o n='1'><i>a</i><i>b</i></o>", "text/xml", {"o": {"@n": "1", "i": ["a", "b"]}}),
    (
        b"<o xmlns='u:x'><i k='v'>t</i></o>",
        "application/soap+xml",
        {"o": {"i": {"@k": "v", "#text": "t"}}},
    ),
]
REFUSED = [
    (b"{", JSON, "invalid_json"),
    (b"NaN", JSON, "invalid_json"),
    (b"[Infinity]", JSON, "invalid_json"),
    (b"[1e999]", JSON, "invalid_json"),
    (b'["\\ud800"]', JSON, "invalid_json"),
    (b'"\xff"', JSON, "invalid_json"),
    (b'{"a":"\\u0000"}', JSON, "bad_text"),
    (b'{"\\u0000":1}', JSON, "bad_text"),
    (b"[" * 101 + b"]" * 101, JSON, "json_too_deep"),
    (b"[" * 10_000 + b"]" * 10_000, JSON, "invalid_json"),
    (b"[" + b"9" * 5_000 + b"]", JSON, "invalid_json"),
    (b"a=%00", FORM, "bad_text"),
    (b"a=%FF", FORM, "invalid_text"),
    (b"&".join([b"a=1"] * 2_001), FORM, "too_many_fields"),
    (b"\xff", "text/plain", "invalid_text"),
    (b"nul\x00", "text/plain", "bad_text"),
    (b"x", "text/plain; charset=punycode", "unknown_charset"),
    (b"x", "text/plain; charset=unicode_escape", "unknown_charset"),
    (b"<a>", "text/xml", "invalid_xml"),
    (b"<a>" * 200 + b"</a>" * 200, "text/xml", "xml_too_deep"),
    (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "text/xml", "xml_forbidden"),
    (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "text/xml", "xml_forbidden"),
    (PARTS[:-20], MULTIPART, "invalid_multipart"),
    (PARTS, "multipart/form-data", "invalid_multipart"),
    (b"nothing", MULTIPART, "invalid_multipart"),
]


@pytest.mark.parametrize(("raw", "kind", "value"), READ)
def test_a_body_is_read_by_its_content_type(raw: bytes, kind: str, value: sdk.Json) -> None:
    assert sdk.parse_body(raw, kind) == value


@pytest.mark.parametrize(("raw", "kind", "code"), REFUSED)
def test_a_body_that_is_not_what_it_claims_is_refused(raw: bytes, kind: str, code: str) -> None:
    with pytest.raises(sdk.PayloadRejected) as refused:
        sdk.parse_body(raw, kind)

    assert (refused.value.code, refused.value.status) == (code, 400)


def test_a_hundred_levels_are_fine() -> None:
    deep = b"[" * 100 + b"]" * 100

    assert json.dumps(sdk.parse_body(deep, JSON)).encode() == deep


def test_a_multipart_file_is_described_and_small_ones_carry_their_content() -> None:
    assert sdk.parse_body(PARTS, MULTIPART) == {
        "name": "Аnna",
        "tag": ["a", "b"],
        "cv": {
            "name": "cv.txt",
            "content_type": "text/plain",
            "size": 5,
            "content_base64": "aGVsbG8=",
        },
    }


def test_a_large_multipart_file_is_described_only() -> None:
    large = PARTS.replace(b"hello", b"x" * 70_000)

    body = sdk.parse_body(large, MULTIPART)

    assert isinstance(body, dict)
    assert body["cv"] == {"name": "cv.txt", "content_type": "text/plain", "size": 70_000}


@pytest.mark.parametrize(
    ("flat", "nested"),
    [
        ({"a[b]": "1", "a[c][d]": "2", "e": "3"}, {"a": {"b": "1", "c": {"d": "2"}}, "e": "3"}),
        ({"p[0][n]": "x", "p[1][n]": "y"}, {"p": [{"n": "x"}, {"n": "y"}]}),
        ({"p[]": "x"}, {"p": ["x"]}),
        ({"p[2]": "x"}, {"p": {"2": "x"}}),
        ({"a[b": "1", "[b]": "2", "a]": "3"}, {"a[b": "1", "[b]": "2", "a]": "3"}),
        ({"a": "1", "a[b]": "2"}, {"a": {"b": "2"}}),
        ({"a" + "[x]" * 50: "1"}, {"a" + "[x]" * 50: "1"}),
    ],
)
def test_bracket_names_become_objects_and_lists(
    flat: dict[str, sdk.Json], nested: dict[str, sdk.Json]
) -> None:
    assert sdk.unflatten(flat) == nested
