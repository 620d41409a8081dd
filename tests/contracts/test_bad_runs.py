"""What a bundle is made to do with hostile data ends its run in words, soon and without harm."""

import asyncio
import resource
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine.bundles.errors import DefinitionHasMistakes
from engine.connections.models import Connection
from engine.connections.services import Draft, create
from engine.journal.models import Entry
from engine.kernel.json_types import JsonObject
from tests.connectors.loopback import LOOPBACK, Asked, answer, service
from tests.engine.bundles.conftest import House, a_house
from tests.engine.machine import a_run, aside, drain

pytestmark = pytest.mark.django_db(transaction=True)

LOOP, END = "{% for i in (1..9999) %}", "{% endfor %}"
EVENT = {"body": {"big": "a" * 200_000, "list": list(range(20_000)), "n": 1_000_000_000}}
BOMBS: Mapping[str, str] = {
    "nested loops": LOOP * 5 + "x" + END * 5,
    "a wide range": "{{ (1..1000000000) | join: ',' }}",
    "a range of the data": "{% for i in (1..trigger.body.n) %}{% endfor %}",
    "doubled text": "{% assign a = 'xx' %}" + LOOP + "{% assign a = a | append: a %}" + END,
    "replacing": "{{ trigger.body.big | replace: 'a', trigger.body.big }}",
    "replacing by pattern": "{{ trigger.body.big | regex_replace: 'a', trigger.body.big }}",
    "padding": "{{ 'x' | pad: 1000000000 }}",
    "joining": "{{ trigger.body.list | join: trigger.body.big }}",
    "slow functions": "{{ trigger.body.big"
    + " | strip_html | transliterate | from_latin" * 350
    + " }}",
}
UNREADABLE: Mapping[str, str] = {
    "openings": "{{" * 7000,
    "nested ifs": "{% if x %}" * 1500,
    "parentheses": "{{ " + "(" * 16_000 + " }}",
    "an include": "{% include 'x' %}",
    "a file": "{% render '/etc/passwd' %}",
    "beyond 16 kB": "{{ 1 }}" + "x" * 20_000,
}
PATTERNS = ["(a+)+$b", "(a|a)*b", "((a+)+)+$b", "(.*)*x", "(a*)*(a*)*$b"]
INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://[fd00::1]/",
    "http://[fe80::1%25eth0]/",
]
HOSTS = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "::1", "::ffff:127.0.0.1", "10.0.0.1"]


@pytest.fixture
def house() -> House:
    return a_house()


@pytest.fixture(autouse=True)
def _little_memory() -> Iterator[None]:
    """Fail the test that made the process grow by half a gigabyte."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024


def carried_out(
    house: House, step: dict[str, Any], event: Any = EVENT, *, networks: tuple[str, ...] = LOOPBACK
) -> tuple[Entry, list[Asked]]:
    """Publish a bundle of one step and run it; `{port}` in it is where a service listens."""
    asked: list[Asked] = []

    async def scene() -> Any:
        async with service(answer(b"{}")) as target:
            bundle = await aside(_running, house, step, target.port)
            await aside(a_run, bundle, event)
            await drain(allowed_networks=networks)
            asked.extend(target.asked)
            return bundle

    bundle = asyncio.run(scene())
    return Entry.objects.get(bundle_id=bundle.pk, kind=Entry.Kind.RUN), asked


def _running(house: House, step: dict[str, Any], port: int) -> Any:
    fields = step.get("fields", {})
    if isinstance(url := fields.get("url"), str):
        fields["url"] = url.replace("{port}", str(port))
    if isinstance(files := fields.get("attachments"), list):
        fields["attachments"] = [one.replace("{port}", str(port)) for one in files]
    return house.a_running_bundle(house.definition(steps=[step]))


def code_of(entry: Entry) -> Any:
    """Return how a run failed, and at which step."""
    error = entry.error or {}
    return entry.status, error.get("code"), error.get("step")


def sending(house: House, **fields: Any) -> dict[str, Any]:
    """Return a step that posts to the service of `carried_out`."""
    return house.sending(fields={"url": "http://127.0.0.1:{port}/", **fields})


def a_mailbox(house: House, host: str = "127.0.0.1") -> Connection:
    """Return a mail server's connection."""
    auth: JsonObject = {"kind": "basic", "user": "a@example.com", "password": "x"}
    settings: JsonObject = {"host": host, "port": 2525, "security": "none"}
    return create(house.workspace, Draft("email", "Mail", auth, settings))


def mailing(house: House, host: str = "127.0.0.1", **fields: Any) -> dict[str, Any]:
    """Return a step that sends a mail."""
    usual = {"to": "b@example.com", "subject": "x", "text": "x"}
    mailbox = str(a_mailbox(house, host).pk)
    step = {"id": "send", "kind": "action", "connection": mailbox, "action": "send"}
    return {**step, "fields": {**usual, **fields}}


@pytest.mark.parametrize("name", BOMBS)
def test_a_template_that_explodes_fails_its_run_within_seconds(name: str, house: House) -> None:
    started = time.process_time()

    entry, asked = carried_out(house, sending(house, body=BOMBS[name]))

    assert code_of(entry) == ("failed", "mapping_failed", "send")
    assert (entry.error or {})["remedy"] == "fix"
    assert asked == []
    assert time.process_time() - started < 10


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_template_that_cannot_be_read_is_not_saved(name: str, house: House) -> None:
    with pytest.raises(DefinitionHasMistakes) as refusal:
        house.a_draft(house.definition(steps=[sending(house, body=UNREADABLE[name])]))

    assert {one.path for one in refusal.value.mistakes} == {"/definition/steps/0/fields/body"}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_never_takes_longer_than_the_text_is_long(pattern: str, house: House) -> None:
    rule = {"value": "{{ trigger.body.big }}", "is": "matches", "than": pattern}
    step = {"id": "only", "kind": "filter", "when": {"all": [rule]}}
    started = time.process_time()

    entry, _ = carried_out(house, step)

    assert entry.status == "filtered"
    assert time.process_time() - started < 10


@pytest.mark.parametrize("pattern", ["(?=a)", "(a)\\1", "a{1,900}{1,900}", "(" * 5000])
def test_a_pattern_without_a_bound_is_not_saved(pattern: str, house: House) -> None:
    rule = {"value": "{{ trigger.body.big }}", "is": "matches", "than": pattern}
    step = {"id": "only", "kind": "filter", "when": {"all": [rule]}}

    with pytest.raises(DefinitionHasMistakes) as refusal:
        house.a_draft(house.definition(steps=[step]))

    assert [one.code for one in refusal.value.mistakes] == ["bad_pattern"]
    assert [one.path for one in refusal.value.mistakes] == ["/definition/steps/0/when/all/0/than"]


@pytest.mark.parametrize("url", INSIDE)
@pytest.mark.parametrize("mapped", [False, True], ids=["written", "mapped"])
def test_an_internal_address_is_refused_and_nothing_is_dialled(
    url: str, mapped: bool, house: House
) -> None:
    said = "{{ trigger.body.before }}" + url.partition("//")[2] if mapped else url
    event = {"body": {"before": "http://"}}

    entry, asked = carried_out(house, sending(house, url=said), event, networks=())

    assert code_of(entry) == ("failed", "address_refused", "send")
    assert asked == []


@pytest.mark.parametrize("url", INSIDE)
def test_an_attachment_from_an_internal_address_is_refused(url: str, house: House) -> None:
    entry, asked = carried_out(house, mailing(house, attachments=[url]), networks=())

    assert code_of(entry) == ("failed", "address_refused", "send")
    assert asked == []


@pytest.mark.parametrize("host", HOSTS)
def test_a_mail_server_on_an_internal_address_is_refused(host: str, house: House) -> None:
    entry, _ = carried_out(house, mailing(house, host), networks=())

    assert code_of(entry) == ("failed", "address_refused", "send")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00"])
def test_a_mapped_value_never_breaks_out_of_a_header(value: str, house: House) -> None:
    step = sending(house, headers={"X-Name": "{{ trigger.body }}"})

    entry, asked = carried_out(house, step, {"body": value.replace("\x00", "\x01")})

    assert code_of(entry) == ("failed", "bad_header", "send")
    assert asked == []


@pytest.mark.parametrize("field", ["to", "cc", "subject", "from", "reply_to"])
def test_a_mapped_value_never_adds_a_header_to_a_mail(field: str, house: House) -> None:
    step = mailing(house, **{field: "{{ trigger.body }}"})

    entry, _ = carried_out(house, step, {"body": "x@example.com\r\nBcc: evil@example.com"})

    assert entry.status == "failed"
    assert (entry.error or {})["code"] in ("line_break_in_header", "bad_address")
