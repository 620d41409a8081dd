"""What can be refused about rules and channels."""

from typing import ClassVar

from engine.kernel.errors import Conflict


class ChannelIsNotReady(Conflict):
    """The channel's connection was deleted, so nothing can be sent through it."""

    code: ClassVar[str] = "channel_not_ready"
