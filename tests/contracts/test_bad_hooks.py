"""Whatever the world sends to a hook: stored before the 2xx, or refused in words; never a 5xx."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings as django
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.api.words import LANGUAGES
from engine.intake.receiver import Receiver
from engine.queue.models import Run
from tests.engine.machine import (
    Answered,
    Post,
    a_hook,
    a_running_bundle,
    drain,
    post_once,
    with_receiver,
)

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
MIB = 1024 * 1024
TEXT, XML, FORM = "text/plain", "application/xml", "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
JSON = "application/json"
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'

REFUSED: Mapping[str, tuple[bytes, str, int, str]] = {
    "broken JSON": (b'{"a": ', JSON, 400, "invalid_json"),
    "10,000 deep": (b"[" * 10_000 + b"]" * 10_000, JSON, 400, "invalid_json"),
    "101 deep": (b"[" * 101 + b"]" * 101, JSON, 400, "json_too_deep"),
    "a NUL byte": (b'{"a": "\x00"}', JSON, 400, "invalid_json"),
    "an escaped NUL": (b'{"a": "\\u0000"}', JSON, 400, "bad_text"),
    "half a pair": (b'{"a": "\\ud800"}', JSON, 400, "invalid_json"),
    "a huge number": (b'{"a": 1e999}', JSON, 400, "invalid_json"),
    "a huge integer": (b"9" * 100_000, JSON, 400, "invalid_json"),
    "not a number": (b'{"a": NaN}', JSON, 400, "invalid_json"),
    "not UTF-8": (b'{"a": "\xff"}', JSON, 400, "invalid_json"),
    "1 MiB + 1": (b"x" * (MIB + 1), TEXT, 413, "body_too_large"),
    "a NUL in text": (b"a\x00b", TEXT, 400, "bad_text"),
    "text in no charset": (b"\xff\xfe\xfd", TEXT, 400, "invalid_text"),
    "an unknown charset": (b"x", "text/plain; charset=unicode_escape", 400, "unknown_charset"),
    "a NUL in a form": (b"a=%00", FORM, 400, "bad_text"),
    "a form of 2,001 fields": (b"a=1&" * 2001, FORM, 400, "too_many_fields"),
    "parts without boundary": (b"x", "multipart/form-data", 400, "invalid_multipart"),
    "parts cut short": (b"--x\r\nContent-Disp", PARTS, 400, "invalid_multipart"),
    "broken XML": (b"<a><b></a>", XML, 400, "invalid_xml"),
    "a billion laughs": (LAUGHS, XML, 400, "xml_forbidden"),
    "XML 100,000 deep": (b"<a>" * 100_000 + b"</a>" * 100_000, XML, 400, "xml_too_deep"),
}
ACCEPTED: Mapping[str, tuple[bytes, str, Any]] = {
    "nothing": (b"", JSON, None),
    "a list": (b"[1]", JSON, [1]),
    "a key twice": (b'{"a": 1, "a": 2}', JSON, {"a": 2}),
    "a wide integer": (b'{"a": 123456789012345678901234}', JSON, {"a": "123456789012345678901234"}),
    "no kind": (b'{"a": 1}', "", {"a": 1}),
    "an unknown kind": (b"a,b", "text/csv; x=\x80", "a,b"),
    "1 MiB": (b"x" * MIB, TEXT, "x" * MIB),
}
HEADERS: list[dict[str, str]] = [
    {"content-length": "9" * 5000},
    {"content-length": "-1"},
    {"accept-language": "\x80" * 10_000},
    {"webhook-id": "x" * 100_000},
    {"webhook-id": "\u0451\x80"},
    {"x" * 10_000: "y"},
    {"transfer-encoding": "chunked, identity"},
    {"content-encoding": "gzip"},
    {"x-forwarded-for": "' OR 1=1 --"},
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_body_that_cannot_be_read_is_refused_before_it_is_stored(name: str) -> None:
    body, kind, status, code = REFUSED[name]
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    told = [
        post_once(
            str(hook.hook_token), body, headers={"content-type": kind, "accept-language": one}
        )
        for one in LANGUAGES
    ]

    assert {(one.status, one.json["code"]) for one in told} == {(status, code)}
    assert {one.headers["content-type"] for one in told} == {"application/problem+json"}
    assert told[0].json["detail"].isascii() or "“" in told[0].json["detail"]
    assert any("а" <= letter <= "я" for letter in told[1].json["detail"])
    assert not Run.objects.exists()


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_only_strange_is_stored_as_it_came(name: str) -> None:
    body, kind, stored = ACCEPTED[name]
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    answered = post_once(str(hook.hook_token), body, headers={"content-type": kind})

    assert answered.status == 200
    assert json.loads(Run.objects.get(event_id=answered.event).payload)["body"] == stored


@pytest.mark.parametrize("headers", HEADERS, ids=lambda one: str(one)[:40])
def test_a_hostile_header_never_breaks_the_door(headers: dict[str, str]) -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    answered = post_once(str(hook.hook_token), b"{}", headers=headers)

    assert answered.status in (200, 400, 413)
    assert Run.objects.count() == (answered.status == 200)


def test_a_crowd_finds_no_more_room_than_there_is() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    async def talk(post: Post) -> list[Answered]:
        return await asyncio.gather(*(post(str(hook.hook_token), {"n": n}) for n in range(300)))

    answers = asyncio.run(with_receiver(talk, queue_limit=20))

    refused = [one for one in answers if one.status != 200]
    assert {(one.status, one.json["code"]) for one in refused} == {(429, "queue_full")}
    assert all(int(one.headers["retry-after"]) > 0 for one in refused)
    assert Run.objects.count() == len(answers) - len(refused) == 20


@pytest.mark.parametrize("parts", [(), (b"cut sh",)])
def test_a_sender_who_hangs_up_in_the_middle_leaves_no_event(parts: tuple[bytes, ...]) -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)
    headers = [(b"content-length", b"100"), (b"content-type", b"text/plain")]
    path = f"/hooks/{hook.hook_token}"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
    }
    heard = [{"type": "http.request", "body": one, "more_body": True} for one in parts]
    answers: list[Any] = []

    async def receive() -> Mapping[str, Any]:
        return heard.pop(0) if heard else {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        answers.append(message)

    asyncio.run(with_door(lambda door: door(scope, receive, send)))

    assert (answers, Run.objects.count()) == ([], 0)


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\x00b", "\x7f"])
def test_a_mapped_value_never_breaks_out_of_the_answers_header(value: str) -> None:
    hook = a_hook()
    respond = {"id": "reply", "kind": "respond", "headers": {"x-name": "{{ trigger.body.name }}"}}
    a_running_bundle(hook, [respond], answer={"within": "PT1S"})

    async def talk(post: Post) -> Answered:
        asked = asyncio.create_task(post(str(hook.hook_token), {"name": value}))
        while not asked.done():
            await drain()
        return await asked

    answered = asyncio.run(with_receiver(talk))

    assert answered.status in (202, 400)
    assert "x-name" not in answered.headers


def test_a_page_a_bundle_answers_cannot_act_as_the_dashboard() -> None:
    hook = a_hook()
    page = {
        "headers": {"Content-Type": "text/html"},
        "body": "<script>fetch('/api/v1/me')</script>",
    }
    a_running_bundle(hook, [{"id": "reply", "kind": "respond", **page}])

    async def talk(post: Post) -> Answered:
        asked = asyncio.create_task(post(str(hook.hook_token), {}))
        while not asked.done():
            await drain()
        return await asked

    answered = asyncio.run(with_receiver(talk))

    assert answered.headers["content-type"] == "text/html"
    assert "sandbox" in answered.headers["content-security-policy"]
    assert "allow-same-origin" not in answered.headers["content-security-policy"]


async def with_door(use: Callable[[Receiver], Awaitable[None]]) -> None:
    """Open a receiver for one use of it."""
    door = Receiver(valkey_url=django.REDIS_URL, limit_bytes=MIB, queue_limit=9, ring=lambda: None)
    door.open()
    try:
        await use(door)
    finally:
        await door.close()


class Doors:
    """One receiver for all that is tried, and a hook of each kind behind it."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.post: asyncio.Future[Post] = runner.get_loop().create_future()
        self.over = asyncio.Event()
        self.tokens = []
        for connector, event in (("webhook", "received"), ("tilda", "form_submitted")):
            hook = a_hook(connector=connector)
            a_running_bundle(hook, STEPS, event=event, dedupe="{{ trigger.body.id }}")
            self.tokens.append(str(hook.hook_token))

    async def stay_open(self, post: Post) -> None:
        """Lend the way in to whoever knocks, until it is over."""
        self.post.set_result(post)
        await self.over.wait()

    def knock(self, number: int, body: bytes, **options: Any) -> Answered:
        """Send one request to one of the hooks."""

        async def talk() -> Answered:
            return await (await self.post)(self.tokens[number], body, **options)

        return self.runner.run(talk())


@pytest.fixture
def doors() -> Iterator[Doors]:
    with asyncio.Runner() as runner:
        opened = Doors(runner)
        receiving = runner.get_loop().create_task(with_receiver(opened.stay_open))
        yield opened
        opened.over.set()
        runner.run(asyncio.wait_for(receiving, 10))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
BODIES = (
    st.binary(max_size=300)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.text(), st.text()).map(
        lambda form: "&".join(f"{k}={v}" for k, v in form.items()).encode("utf-8", "replace")
    )
    | st.binary(max_size=200).map(
        lambda part: (
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n'
            + part
            + b"\r\n--x--\r\n"
        )
    )
    | st.text(max_size=100).map(lambda text: f"<a b='1'>{text}</a>".encode("utf-8", "replace"))
)
KINDS = st.sampled_from(
    [JSON, TEXT, XML, FORM, PARTS, "", "a/b+json", "text/plain; charset=utf-16"]
) | st.text(max_size=40)
FIELD = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)


@given(
    number=st.integers(0, 1),
    body=BODIES,
    kind=KINDS,
    headers=st.dictionaries(FIELD.map(str.lower), FIELD, max_size=3),
    method=st.sampled_from(["POST", "GET", "PUT", "PATCH", "DELETE", "BREW"]),
    query=st.text(st.characters(max_codepoint=127), max_size=40),
)
@settings(
    max_examples=150,
    suppress_health_check=list(HealthCheck),
)
def test_a_hook_takes_anything_and_says_2xx_only_to_what_is_stored(
    doors: Doors,
    number: int,
    body: bytes,
    kind: str,
    headers: dict[str, str],
    method: str,
    query: str,
) -> None:
    before = Run.objects.count()

    answered = doors.knock(
        number, body, headers={**headers, "content-type": kind}, method=method, query=query
    )

    assert answered.status in (200, 400, 401, 413)
    stored = b'"event"' in answered.body
    assert Run.objects.count() - before == stored
    assert not stored or Run.objects.filter(event_id=answered.event).exists()
