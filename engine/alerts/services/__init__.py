"""The only writers of channels, rules and alerts."""

from engine.alerts.services.alerts import acknowledge, close, open_up
from engine.alerts.services.channels import (
    ChannelDraft,
    change_channel,
    create_channel,
    delete_channel,
    prove_channel,
    send,
)
from engine.alerts.services.furnishing import furnish
from engine.alerts.services.rules import change_rule, create_rule, mute

__all__ = [
    "ChannelDraft",
    "acknowledge",
    "change_channel",
    "change_rule",
    "close",
    "create_channel",
    "create_rule",
    "delete_channel",
    "furnish",
    "mute",
    "open_up",
    "prove_channel",
    "send",
]
