"""Whatever arrives at the address is read or refused; nothing in it makes the reader stumble."""

from contextlib import suppress
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from connectors import sdk
from connectors.amocrm.connector import HOOKS
from tests.connectors.amocrm.inbox import read

NAMES = st.sampled_from(
    [
        *("leads", "contacts", "task", "account", "add", "status", "note", "0", "1", "id", "type"),
        *("custom_fields", "values", "value", "code", "name", "tags", "updated_at", "subdomain"),
        "",
    ]
)
STARTS = st.sampled_from(
    ["", "contacts[add][0]", "leads[status][0]", "contacts[add][0][custom_fields][0]"]
)


def path(start: str, names: list[str]) -> str:
    """Return a name with brackets."""
    if not start:
        start, *names = names
    return start + "".join(f"[{one}]" for one in names)


PATHS = st.builds(path, STARTS, st.lists(NAMES, min_size=1, max_size=5))
VALUES = st.sampled_from(["", "1", "company", "EMAIL", "1772366400", "15.06.2016", "я", "1e9"])
FORMS = st.lists(st.tuples(PATHS, VALUES), max_size=25)
SURE = [("account[id]", "555"), ("leads[status][0][id]", "1"), ("contacts[note][0][id]", "2")]


@given(FORMS, st.booleans())
def test_any_form_is_read_or_refused(form: list[tuple[str, str]], is_likely: bool) -> None:
    body = urlencode(form + (SURE if is_likely else [])).encode()

    for name in HOOKS:
        with suppress(sdk.PayloadRejected):
            for item in read(name, body or b"a=1"):
                assert sdk.dump_json(item.payload)
                assert item.id
