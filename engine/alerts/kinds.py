"""By which service and action each kind of channel delivers, and what it has to be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from engine.alerts.models import Channel
from engine.kernel.json_types import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: `inputs` come with every message, `fixed` is the same for all of them."""

    connector: str
    action: str
    inputs: tuple[str, ...]
    needs_connection: bool = False
    fixed: JsonObject = field(default_factory=dict)

    def definition(self, connection_id: UUID | None) -> JsonObject:
        """Return the hidden bundle's definition; addresses come with the event, secrets never."""
        given: dict[str, Json] = {name: f"{{{{ trigger.{name} }}}}" for name in self.inputs}
        step: dict[str, Json] = {
            "id": "send",
            "kind": "action",
            "action": self.action,
            "fields": {**given, **self.fixed},
        }
        if connection_id is None:
            step["connector"] = self.connector
        else:
            step["connection"] = str(connection_id)
        return {"trigger": {}, "steps": [step]}


KINDS: Mapping[str, Kind] = {
    Channel.Kind.EMAIL: Kind("email", "send", ("to", "subject", "text")),
    Channel.Kind.TELEGRAM: Kind(
        "telegram", "send_message", ("chat", "text"), needs_connection=True
    ),
    Channel.Kind.SLACK: Kind(
        "slack", "send_message", ("channel", "text"), needs_connection=True, fixed={"plain": True}
    ),
    Channel.Kind.WEBHOOK: Kind(
        "http", "request", ("url", "body"), fixed={"method": "POST", "body_kind": "json"}
    ),
}
