"""What can be refused about people, workspaces and tokens."""

from engine.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound


class TokenIsUnknown(DomainError):
    """No token reads like this."""

    code = "token_unknown"
    status = 401


class TokenIsRevoked(DomainError):
    """The token was switched off."""

    code = "token_revoked"
    status = 401


class TokenHasExpired(DomainError):
    """The token's last day is over."""

    code = "token_expired"
    status = 401


class RoleIsAbove(Forbidden):
    """Nobody hands out more than they have."""

    code = "role_above_own"


class TokenOutlivesMaker(Invalid):
    """A token with a last day makes no token that lives longer."""

    code = "token_outlives_maker"


class NotForTokens(Forbidden):
    """This is about a person; a program cannot do it."""

    code = "not_for_tokens"


class NoWorkspace(NotFound):
    """The person is in no workspace, or not in the one that was named."""

    code = "no_workspace"


class AlreadyMember(Conflict):
    """The person is in the workspace already."""

    code = "already_member"


class LastOwner(Conflict):
    """A workspace always keeps at least one owner."""

    code = "last_owner"
