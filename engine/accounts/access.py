"""The gate of every API view: who calls, in which workspace, with which permission."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils import translation
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from engine.accounts import policy
from engine.accounts.authentication import SignedIn
from engine.accounts.errors import NotForTokens, NoWorkspace
from engine.accounts.models import ApiToken, Membership, Role, User, Workspace, WorkspaceQuerySet
from engine.accounts.policy import Permission
from engine.accounts.wall import entering as wall
from engine.api.paging import Newest
from engine.api.parameters import TakesParameters
from engine.api.words import LANGUAGES, keep_time

WORKSPACE_HEADER = "X-Workspace"
_ACTIONS = ("list", "create", "retrieve", "update", "partial_update", "destroy")
_METHODS = ("get", "post", "put", "patch", "delete")

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a person, or a token made by one; with the role in this workspace."""

    user: User | None
    token: ApiToken | None
    role: Role

    @property
    def label(self) -> str:
        """Return what the journal writes for this actor."""
        if self.token is not None:
            return self.token.name
        return self.user.email if self.user is not None else ""


class SignedInView(TakesParameters):
    """A view for whoever is signed in, in whatever workspace, or in none."""

    permission_classes = (SignedIn,)

    def check_permissions(self, request: Request) -> None:
        """Let known callers in and speak their language from here on."""
        super().check_permissions(request)
        language = getattr(request.user, "language", "")
        if request.auth is None and language in LANGUAGES:
            translation.activate(language)


def _handlers(view: type[Any]) -> Iterator[str]:
    names = _ACTIONS if issubclass(view, GenericViewSet) else _METHODS
    yield from (name for name in names if hasattr(view, name))
    for value in vars(view).values():
        yield from getattr(value, "mapping", {}).values()


class _InWorkspace(SignedInView):
    """Finds the workspace and checks `needs`: a permission for each action or method."""

    needs: ClassVar[Mapping[str, Permission]] = {}
    # Until a request has entered, and for the schema: a workspace that owns nothing.
    workspace: Workspace = Workspace()
    actor: Actor

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if forgotten := sorted(set(_handlers(cls)) - set(cls.needs)):
            raise ImproperlyConfigured(f"{cls.__name__}.needs says nothing about {forgotten}")

    def check_permissions(self, request: Request) -> None:
        """Enter the workspace; refuse a role that may not make this call."""
        super().check_permissions(request)
        if name := self.handler_name():
            self.workspace, self.actor = enter(request, self.wanted_workspace(request))
            keep_time(self.workspace.time_zone)
            wall.enter(self.workspace.pk)
            policy.demand(self.actor.role, self.needs[name])

    def wanted_workspace(self, request: Request) -> str | None:
        """Return the id of the workspace the caller names; links and streams send no headers."""
        return request.query_params.get("workspace") or request.headers.get(WORKSPACE_HEADER)


class WorkspaceView(_InWorkspace):
    """A view inside a workspace; `needs` is keyed by HTTP method in lower case."""


class WorkspaceViewSet(_InWorkspace, GenericViewSet[Row]):
    """A viewset inside a workspace; `needs` is keyed by action; foreign ids are not found."""

    pagination_class = Newest
    lookup_value_converter = "uuid"


def enter(request: Request, named: str | None) -> tuple[Workspace, Actor]:
    """Return the workspace named, or the caller's first, and the caller's role there."""
    wanted = _workspace_id(named)
    token = request.auth
    if isinstance(token, ApiToken):
        if wanted is not None and wanted != token.workspace_id:
            raise NoWorkspace
        return token.workspace, Actor(token.created_by, token, Role(token.role))
    user = person(request)
    member = Membership.objects.of_user(user).in_workspace(wanted).first()
    if member is None:
        raise NoWorkspace
    return member.workspace, Actor(user, None, Role(member.role))


def workspaces_of(request: Request) -> WorkspaceQuerySet:
    """Return every workspace the caller may enter, each with the caller's `role`."""
    if isinstance(request.auth, ApiToken):
        return Workspace.objects.open_with(request.auth)
    return Workspace.objects.open_to(person(request))


def person(request: Request) -> User:
    """Return the person who is signed in; refuses a program."""
    if request.auth is not None or not isinstance(request.user, User):
        raise NotForTokens
    return request.user


def _workspace_id(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise NoWorkspace from error
