"""What people and programs can ask and change about accounts."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from engine.accounts import policy, services, tokens
from engine.accounts.access import (
    Actor,
    SignedInView,
    WorkspaceView,
    WorkspaceViewSet,
    person,
    workspaces_of,
)
from engine.accounts.errors import RoleIsAbove, TokenOutlivesMaker
from engine.accounts.models import ApiToken, Membership, Role, Workspace
from engine.accounts.policy import Permission
from engine.accounts.shapes import (
    Me,
    Member,
    MemberChange,
    MemberWish,
    NewToken,
    Token,
    TokenWish,
    UserShape,
    WorkspaceShape,
    WorkspaceWithRole,
)
from engine.accounts.tokens import Wanted
from engine.api.paging import Newest
from engine.api.serializers import validated
from engine.kernel.clock import written


class MeView(SignedInView):
    """Who is calling, and where they may go."""

    @extend_schema(operation_id="me", responses=Me)
    def get(self, request: Request) -> Response:
        """Return the caller, their workspaces, and the CSRF token for the browser."""
        return Response(_me(request))

    @extend_schema(operation_id="me_update", request=UserShape, responses=Me)
    def patch(self, request: Request) -> Response:
        """Change name, language or theme of the person who is signed in."""
        user = person(request)
        services.edit(user, validated(UserShape(user, data=request.data, partial=True)))
        return Response(_me(request))


@extend_schema_view(list=extend_schema(description="Every workspace the caller may enter."))
class WorkspacesView(SignedInView, ListModelMixin, GenericViewSet[Workspace]):
    """The workspaces of the caller."""

    serializer_class = WorkspaceWithRole
    pagination_class = Newest
    queryset = Workspace.objects.none()

    def get_queryset(self) -> QuerySet[Workspace]:
        """Return where the caller may go."""
        return workspaces_of(self.request)

    @extend_schema(request=WorkspaceShape, responses={201: WorkspaceWithRole})
    def create(self, request: Request) -> Response:
        """Make a workspace; whoever makes it owns it."""
        owner = person(request)
        values = validated(WorkspaceShape(data=request.data))
        made = services.create_workspace(owner, **values)
        return Response(WorkspaceWithRole(workspaces_of(request).get(pk=made.pk)).data, status=201)


class CurrentWorkspaceView(WorkspaceView):
    """The workspace the caller is in."""

    needs: ClassVar = {"get": Permission.VIEW, "patch": Permission.MANAGE}

    @extend_schema(operation_id="workspace", responses=WorkspaceWithRole)
    def get(self, request: Request) -> Response:
        """Return the workspace and the caller's role in it."""
        return self._answer()

    @extend_schema(
        operation_id="workspace_update", request=WorkspaceShape, responses=WorkspaceWithRole
    )
    def patch(self, request: Request) -> Response:
        """Change name, time zone or language."""
        form = WorkspaceShape(self.workspace, data=request.data, partial=True)
        services.edit(self.workspace, validated(form))
        return self._answer()

    def _answer(self) -> Response:
        role = self.actor.role.value
        return Response({**WorkspaceShape(self.workspace).data, "role": role})


class MembersView(ListModelMixin, WorkspaceViewSet[Membership]):
    """Who is in the workspace, and as what."""

    serializer_class = Member
    needs: ClassVar = {
        "list": Permission.VIEW,
        "create": Permission.MANAGE,
        "partial_update": Permission.MANAGE,
        "destroy": Permission.MANAGE,
    }

    def get_queryset(self) -> QuerySet[Membership]:
        """Return the members of this workspace."""
        return Membership.objects.of(self.workspace)

    @extend_schema(request=MemberWish, responses={201: Member})
    def create(self, request: Request) -> Response:
        """Let a person in by e-mail; somebody new gets a mail to set a password."""
        wish = validated(MemberWish(data=request.data))
        member = services.add_member(self.workspace, email=wish["email"], role=Role(wish["role"]))
        return Response(Member(member).data, status=201)

    @extend_schema(request=MemberChange, responses=Member)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Give a member another role; the last owner stays one."""
        member = self.get_object()
        change = validated(MemberChange(data=request.data))
        changed = services.change_role(self.workspace, member.pk, Role(change["role"]))
        return Response(Member(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Let a member go, and the tokens they made; the last owner stays."""
        services.remove_member(self.workspace, pk)
        return Response(status=204)


class TokensView(ListModelMixin, WorkspaceViewSet[ApiToken]):
    """The tokens programs call with."""

    serializer_class = Token
    needs: ClassVar = {
        "list": Permission.EDIT,
        "create": Permission.EDIT,
        "destroy": Permission.EDIT,
    }

    def get_queryset(self) -> QuerySet[ApiToken]:
        """Return the tokens of this workspace that work or have expired."""
        return ApiToken.objects.of(self.workspace)

    @extend_schema(request=TokenWish, responses={201: NewToken})
    def create(self, request: Request) -> Response:
        """Make a token; its text stands in this answer and nowhere else."""
        wish = validated(TokenWish(data=request.data))
        wanted = Wanted(wish["name"], Role(wish["role"]), wish.get("expires_at"))
        _check_reach(self.actor, wanted)
        issued = tokens.issue(self.workspace, wanted, made_by=self.actor.user)
        return Response(
            {**Token(issued.token).data, "token": issued.text.reveal()},
            status=201,
            headers={"Cache-Control": "no-store"},
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Switch a token off for good."""
        token = self.get_object()
        if not policy.covers(self.actor.role, Role(token.role)):
            raise RoleIsAbove(role=token.role)
        tokens.revoke(token)
        return Response(status=204)


def _me(request: Request) -> dict[str, Any]:
    token = request.auth
    user = request.user if request.user.is_authenticated else None
    homes = workspaces_of(request).order_by("id")
    csrf = "" if token else get_token(request)
    caller = {"user": user, "token": token, "workspaces": homes, "csrf": csrf}
    return dict(Me({**caller, "demo": settings.DEMO}).data)


def _check_reach(maker: Actor, wanted: Wanted) -> None:
    """Refuse a token that could do more, or for longer, than its maker."""
    if not policy.covers(maker.role, wanted.role):
        raise RoleIsAbove(role=wanted.role.value)
    last_day = maker.token.expires_at if maker.token is not None else None
    if last_day is not None and (wanted.expires_at is None or wanted.expires_at > last_day):
        raise TokenOutlivesMaker(last_day=written(last_day))
