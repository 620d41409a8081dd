"""What may not be kept is in no table of the journal, whatever became of the runs."""

from typing import Any

import orjson
import pytest
from django.db import connection

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.journal.finding.through import all_keys
from engine.journal.models import Entry, Key, Words
from engine.journal.telling.keys import hashed
from engine.kernel.ids import new_id
from tests.engine.machine import story
from tests.engine.runs.moods import drop, fail_by_poison, go_on, let_rest, went_through
from tests.engine.runs.recount import check_sums

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "the phone"
TABLES = ("journal_entry", "journal_key", "journal_words", "journal_rollup", "journal_use")
FATES: list[tuple[list[dict[str, Any]], list[Any], str]] = [
    ([{}], [], "succeeded"),
    ([{"ok": ""}], [], "filtered"),
    ([{"last": f"bad {PHONE}"}], [], "failed"),
    ([{"last": f"busy {PHONE}"}], [go_on], "succeeded"),
    ([{"items": [f"never {PHONE}"]}], [go_on, drop], "cancelled"),
    ([{"last": "never"}], [let_rest], "held"),
    ([{"last": f"never {PHONE}"}], [fail_by_poison], "failed"),
    ([{"again": True}], [], "duplicate"),
]


def hiding_phones(bundle: Bundle) -> None:
    """Have the bundle's workspace hide phones."""
    Workspace.objects.filter(pk=bundle.workspace_id).update(masked_fields=["phone"])


def in_confidence(bundle: Bundle) -> None:
    """Have the bundle keep nothing of its data."""
    Bundle.objects.filter(pk=bundle.pk).update(is_confidential=True)


def tables_with(text: str) -> list[str]:
    """Return the journal's tables in which the text stands somewhere."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", [f"%{text}%"])  # noqa: S608
            found += [table] * (cursor.fetchone() is not None)
    return found


@pytest.fixture
def phone() -> str:
    """Return a number that stands in no row yet: the journal outlives a test."""
    return f"+7916{new_id().int % 10**7:07}"


def of(phone: str, **event: Any) -> dict[str, Any]:
    """Return the event of a person with this number."""
    usual = {"phone": phone, "items": ["1", phone], "pay": f"for {phone}"}
    data: dict[str, Any] = orjson.loads(orjson.dumps(event).replace(PHONE.encode(), phone.encode()))
    return {**usual, **data}


@pytest.mark.parametrize(("events", "deeds", "status"), FATES)
@pytest.mark.parametrize("hide", [hiding_phones, in_confidence])
def test_a_hidden_value_is_written_nowhere(
    hide: Any, events: list[Any], deeds: list[Any], status: str, phone: str
) -> None:
    those = [of(phone, **event) for event in events]
    bundle = went_through(*those, deeds=tuple(deeds), first=hide, key=phone)

    row = Entry.objects.get(bundle_id=bundle.pk, kind="run")
    number = hashed(bundle.workspace_id, phone.removeprefix("+"))
    assert (row.status, row.key, row.subject) == (status, None, None)
    assert tables_with(phone[-10:]) == []
    assert not Key.objects.filter(key=number).exists()
    check_sums(bundle.pk)


def test_without_rules_the_same_number_is_found_everywhere(phone: str) -> None:
    bundle = went_through(of(phone), key=phone)

    row = Entry.objects.get(bundle_id=bundle.pk, kind="run")
    number = hashed(bundle.workspace_id, phone.removeprefix("+"))
    assert (row.key, row.subject) == (phone, phone)
    assert phone in Words.objects.get(entry_id=row.id).words
    assert Key.objects.filter(key=number, entry_id=row.id).exists()


def test_masked_rows_say_so_and_keep_the_rest(phone: str) -> None:
    bundle = went_through(of(phone, pay="fine"), first=hiding_phones)

    row = Entry.objects.get(bundle_id=bundle.pk, kind="run")
    told = story(row)
    assert told["masked"] is True
    assert told["trigger"] == {
        "ok": 1, "items": ["1", "•••"], "pay": "fine", "last": "fine", "phone": "•••"
    }  # fmt: skip
    assert "fine" in Words.objects.get(entry_id=row.id).words


def test_rules_that_hid_nothing_leave_a_row_as_it_is() -> None:
    bundle = went_through({}, first=hiding_phones)

    assert "masked" not in story(Entry.objects.get(bundle_id=bundle.pk, kind="run"))


def test_a_confidential_row_tells_only_that_it_ran(phone: str) -> None:
    bundle = went_through(of(phone, last="bad"), first=in_confidence)

    row = Entry.objects.get(bundle_id=bundle.pk, kind="run")
    told = story(row)
    assert (told["trigger"], told["confidential"]) == (None, True)
    assert not {"input", "output"} & {name for step in told["steps"] for name in step}
    assert row.error == {
        "code": "input_rejected",
        "remedy": "fix",
        "step": "last",
        "http_status": 422,
        "service": "http",
    }
    assert not Words.objects.filter(entry_id=row.id).exists()
    event = hashed(bundle.workspace_id, str(row.event_id))
    found = set(Key.objects.filter(entry_id=row.id).values_list("key", flat=True))
    assert found - {*all_keys(bundle.workspace_id)} == {event}


def test_what_waits_keeps_its_data_until_it_ends(phone: str) -> None:
    bundle = went_through(of(phone, last="never"), deeds=(go_on,), first=hiding_phones)

    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM queue_run WHERE bundle_id = %s", [bundle.pk])
        assert orjson.loads(cursor.fetchone()[0])["phone"] == phone
