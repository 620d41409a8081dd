"""What a trigger would bring, read while a bundle is built; no position is touched."""

from collections.abc import Mapping
from datetime import timedelta

from connectors.sdk import Batch, Call, Connector, PollQuery, PollTrigger, check_inputs
from connectors.sdk.errors import ConnectorError, InputRejected
from engine.api.pointers import pointer
from engine.connections.library import Account
from engine.connections.talk import converse
from engine.connections.validation import CODES
from engine.connections.words import no_answer
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake
from engine.kernel.json_types import Json

MOST = 5
RECENT = timedelta(days=30)


def samples(
    connector: Connector, name: str, fields: Mapping[str, Json], *, account: Account
) -> list[Json]:
    """Return up to five records, the newest first; of a trigger that waits, its declared one."""
    trigger = connector.trigger(name)
    if trigger is None:
        params = {"name": name, "service": connector.slug}
        raise Invalid([Mistake("/trigger", "trigger_unknown", params)])
    if not isinstance(trigger, PollTrigger):
        return [trigger.sample]
    cleaned = _checked(trigger, fields)
    try:
        batch = converse(account, lambda call: _looked(call, trigger, cleaned))
    except ConnectorError as error:
        raise no_answer(connector.slug, error) from None
    return [item.payload for item in reversed(batch.items[-MOST:])]


def _checked(trigger: PollTrigger, fields: Mapping[str, Json]) -> Mapping[str, Json]:
    try:
        return check_inputs(trigger.fields, fields)
    except InputRejected as wrong:
        place = pointer("fields", wrong.field or "")
        raise Invalid([Mistake(place, CODES.get(wrong.code, wrong.code))]) from None


async def _looked(call: Call, trigger: PollTrigger, fields: Mapping[str, Json]) -> Batch:
    """Read one page of what is recent, or of all there is when nothing is."""
    recent = await trigger.poll(call, PollQuery(fields, since=now() - RECENT))
    return recent if recent.items else await trigger.poll(call, PollQuery(fields))
