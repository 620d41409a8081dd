"""What every workspace begins with: its owners hear by mail of what only a person can mend."""

from django.db import transaction

from engine.accounts.models import Workspace
from engine.alerts.models import Channel, Furnished, Rule
from engine.alerts.services.channels import ChannelDraft, create_channel
from engine.alerts.services.rules import create_rule
from engine.api.words import say

FIRST_RULES = (Rule.Event.BLOCKED, Rule.Event.NEEDS_LOGIN, Rule.Event.ASKS)


@transaction.atomic
def furnish(workspace: Workspace) -> None:
    """Give a workspace its first channel and rules, once."""
    name = say("alert_owners", language=workspace.language)
    draft = ChannelDraft(Channel.Kind.EMAIL, name, None, {"to": []})
    channel = create_channel(workspace, draft)
    for event in FIRST_RULES:
        create_rule(workspace, {"event": event, "channels": [channel.pk]})
    Furnished.objects.create(workspace=workspace)
