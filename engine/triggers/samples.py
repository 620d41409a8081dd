"""What a trigger would bring, read while a bundle is built; no position is touched."""

from collections.abc import Mapping
from datetime import timedelta

from connectors.sdk import Batch, Call, Connector, PollQuery, PollTrigger, check_inputs
from connectors.sdk.errors import ConnectorError
from engine.connections.errors import ServiceFailed
from engine.connections.library import Account
from engine.connections.talk import converse
from engine.connections.words import told_by_service
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
    try:
        batch = converse(account, lambda call: _looked(call, trigger, fields))
    except ConnectorError as error:
        raise ServiceFailed((), **told_by_service(connector.slug, error)) from None
    return [item.payload for item in reversed(batch.items[-MOST:])]


async def _looked(call: Call, trigger: PollTrigger, fields: Mapping[str, Json]) -> Batch:
    """Read one page of what is recent, or of all there is when nothing is."""
    cleaned = check_inputs(trigger.fields, fields)
    recent = await trigger.poll(call, PollQuery(cleaned, since=now() - RECENT))
    return recent if recent.items else await trigger.poll(call, PollQuery(cleaned))
