"""The only writers of people, workspaces and memberships."""

import secrets
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction

from engine.accounts import invitations, tokens
from engine.accounts.errors import AlreadyMember, LastOwner
from engine.accounts.models import ApiToken, Membership, Role, User, Workspace
from engine.accounts.policy import roles_above
from engine.accounts.tokens import Issued, Wanted
from engine.kernel.clock import now

FIRST_OWNER = "admin@svyazka.local"
FIRST_WORKSPACE = "Svyazka"
BOOTSTRAP = "bootstrap"
_PASSWORD_BYTES = 12


class FirstOwner(NamedTuple):
    """Who owns a fresh installation; the password only when it was made up here and now."""

    email: str
    password: str | None
    created: bool


@transaction.atomic
def create_user(email: str, password: str | None = None) -> User:
    """Save a person whose address we trust; without a password they set one by mail."""
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def create_workspace(owner: User, *, name: str, time_zone: str | None = None) -> Workspace:
    """Save a workspace that the person owns."""
    workspace = Workspace.objects.create(
        name=name,
        time_zone=time_zone or settings.WORKSPACE_TIME_ZONE,
        language=owner.language or settings.LANGUAGE_CODE,
    )
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    return workspace


def edit(thing: User | Workspace, changes: Mapping[str, str]) -> None:
    """Change what people may change about themselves or their workspace."""
    for field, value in changes.items():
        setattr(thing, field, value)
    thing.save(update_fields=list(changes))


@transaction.atomic
def add_member(workspace: Workspace, *, email: str, role: Role) -> Membership:
    """Let a person in; somebody unknown gets a user and a mail that lets them set a password."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = create_user(email)
        invitations.send(user, workspace)
    try:
        with transaction.atomic():
            return Membership.objects.create(workspace=workspace, user=user, role=role)
    except IntegrityError as error:
        raise AlreadyMember(email=user.email) from error


@transaction.atomic
def change_role(workspace: Workspace, member_id: UUID, role: Role) -> Membership:
    """Give a member another role; their tokens lose what the member loses."""
    _lock(workspace)
    member = Membership.objects.of(workspace).get(pk=member_id)
    member.role = role
    member.save(update_fields=["role"])
    _demand_owner(workspace)
    made = ApiToken.objects.of(workspace).filter(created_by=member.user)
    made.filter(role__in=roles_above(role)).update(role=role)
    return member


@transaction.atomic
def remove_member(workspace: Workspace, member_id: UUID) -> None:
    """Let a member go; the tokens they made stop working."""
    _lock(workspace)
    member = Membership.objects.of(workspace).get(pk=member_id)
    member.delete()
    _demand_owner(workspace)
    made = ApiToken.objects.of(workspace).filter(created_by=member.user)
    made.update(revoked_at=now())


@transaction.atomic
def bootstrap(*, email: str, password: str, workspace: str) -> tuple[Workspace, Issued]:
    """Make sure the person can sign in and owns a workspace of this name; add a fresh token."""
    owner = _person_with_password(email, password)
    found = Workspace.objects.filter(
        name=workspace, memberships__user=owner, memberships__role=Role.OWNER
    )
    home = found.order_by("id").first() or create_workspace(owner, name=workspace)
    return home, tokens.issue(home, Wanted(BOOTSTRAP, Role.OWNER), made_by=owner)


@transaction.atomic
def first_owner(email: str | None = None, password: str | None = None) -> FirstOwner:
    """Make the first owner of an empty installation; in a used one, name its oldest owner."""
    oldest = Membership.objects.owners().select_related("user").order_by("id").first()
    if oldest is not None:
        return FirstOwner(oldest.user.email, None, created=False)
    made_up = None if password else secrets.token_urlsafe(_PASSWORD_BYTES)
    owner = _person_with_password(email or FIRST_OWNER, password or made_up)
    create_workspace(owner, name=FIRST_WORKSPACE)
    return FirstOwner(owner.email, made_up, created=True)


def _person_with_password(email: str, password: str | None) -> User:
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    if user is None:
        return create_user(email, password)
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    return user


def _lock(workspace: Workspace) -> None:
    # Two owners who remove each other at the same moment must not both succeed.
    Workspace.objects.select_for_update().get(pk=workspace.pk)


def _demand_owner(workspace: Workspace) -> None:
    if not Membership.objects.of(workspace).owners().exists():
        raise LastOwner
