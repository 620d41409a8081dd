"""Ready-made things with meaning; each is valid and belongs to a workspace of its own."""

from datetime import datetime
from itertools import count

from rest_framework.test import APIClient

from engine.accounts import services, tokens
from engine.accounts.models import Membership, Role, User, Workspace
from engine.accounts.tokens import Issued, Wanted

_numbers = count(1)


def a_user(email: str | None = None, *, password: str | None = None) -> User:
    """Return a person whose address is confirmed."""
    return services.create_user(email or f"person{next(_numbers)}@example.com", password)


def a_workspace(name: str = "Shop", *, owner: User | None = None) -> Workspace:
    """Return a workspace with an owner."""
    return services.create_workspace(owner or a_user(), name=name)


def a_member(role: Role = Role.EDITOR, *, workspace: Workspace | None = None) -> Membership:
    """Return a member with this role."""
    home = workspace or a_workspace()
    return Membership.objects.create(workspace=home, user=a_user(), role=role)


def a_token(
    role: Role = Role.OWNER,
    *,
    workspace: Workspace | None = None,
    made_by: User | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """Return a fresh token with its text."""
    wanted = Wanted("robot", role, expires_at)
    return tokens.issue(workspace or a_workspace(), wanted, made_by=made_by)


def a_client(workspace: Workspace | None = None, *, role: Role = Role.OWNER) -> APIClient:
    """Return an HTTP client that calls with a token of this workspace and role."""
    issued = a_token(role, workspace=workspace)
    return APIClient(headers={"Authorization": f"Bearer {issued.text.reveal()}"})


def a_browser(user: User, *, checks_csrf: bool = False) -> APIClient:
    """Return an HTTP client in which the person is signed in."""
    client = APIClient(enforce_csrf_checks=checks_csrf)
    client.force_login(user)
    return client
