"""Whatever pretends to come from Unisender is read or refused; nothing else happens."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors import sdk
from connectors.sdk.testing import Bench
from connectors.unisender.connector import connector
from connectors.unisender.hooks import EVENTS

NAMES = st.sampled_from(
    ["event_name", "event_time", "event_data", "email", "status", "list_ids", "x_list_ids", "auth"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from([*EVENTS.values()])
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)
)
EVENT = st.dictionaries(NAMES, VALUES, max_size=5) | VALUES
BODIES = st.one_of(
    EVENT,
    st.builds(
        lambda key, events: {"events_by_user": [{"login": "shop", key: events}]},
        st.sampled_from(["events", "Events"]),
        st.lists(EVENT, max_size=3) | VALUES,
    ),
    st.builds(lambda users: {"events_by_user": users}, VALUES),
)


@given(BODIES, st.sampled_from([*EVENTS]), st.booleans())
def test_any_body_is_read_or_refused(body: Any, trigger: str, check: bool) -> None:
    bench = Bench(connector, "api_key", {"value": "key"}, {"check_signature": check})

    try:
        found = bench.receive(trigger, json.dumps(body).encode(), {})
    except sdk.HookRefused:
        return

    assert isinstance(found, sdk.Received)
    assert all(one.id and isinstance(one.payload, dict) for one in found.items)
    assert len({one.id for one in found.items}) == len(found.items)
