"""Where a browser goes to sign a connection in at its service, and where it comes back to."""

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from engine.accounts import policy
from engine.accounts.access import Actor, SignedInView, person
from engine.accounts.models import ApiToken, Membership, Role
from engine.accounts.policy import Permission
from engine.api.parameters import Parameters
from engine.api.problems import problem_of
from engine.connections import consents, tending
from engine.connections.errors import StateIsForeign
from engine.connections.models import Connection, Departure
from engine.connections.proving import Verdict
from engine.kernel.errors import NotFound

LONGEST = 10_000
AWAY = {302: OpenApiResponse(description="To the service's consent page.")}
BACK = {302: OpenApiResponse(description="To the dashboard; `login` in its address says how.")}


class Wish(Parameters):
    """How to leave for the consent page."""

    other_account = serializers.BooleanField(
        required=False, default=False, help_text="The login may belong to another account."
    )


class Answer(Parameters):
    """What services send people back with; whatever else a service adds is let through."""

    state = serializers.CharField(required=False, max_length=LONGEST)
    code = serializers.CharField(required=False, max_length=LONGEST)
    error = serializers.CharField(required=False, max_length=LONGEST)


class _TakesAny(BaseContentNegotiation):
    """Lets a browser in that accepts pages only: it is led on, and gets no body."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Return the only parser."""
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        """Return the only renderer."""
        return renderers[0], renderers[0].media_type


class _Browser(SignedInView):
    """A page of the dance: a browser is led to the dashboard, a program gets problem+json."""

    content_negotiation_class = _TakesAny
    departure: Departure | None = None

    def handle_exception(self, exc: Exception) -> Any:
        """Lead a browser to the words for what went wrong."""
        problem = problem_of(exc)
        if problem is None or not _shows_pages(self.request):
            return super().handle_exception(exc)
        return _home(problem.code, self.departure)

    def demand_edit(self, connection: Connection) -> Actor:
        """Refuse whoever may not change the connection; to strangers it does not exist."""
        token = self.request.auth
        if isinstance(token, ApiToken):
            if token.workspace_id != connection.workspace_id:
                raise NotFound
            actor = Actor(token.created_by, token, Role(token.role))
        else:
            user = person(self.request)
            own = Membership.objects.of_user(user).in_workspace(connection.workspace_id).first()
            if own is None:
                raise NotFound
            actor = Actor(user, None, Role(own.role))
        policy.demand(actor.role, Permission.EDIT)
        return actor


class AuthorizeView(_Browser):
    """The way to the consent page of a connection's service."""

    asks: ClassVar = {"get": Wish}

    @extend_schema(operation_id="oauth_authorize", responses=AWAY)
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Send the browser to the service's consent page; only people may call this."""
        connection = Connection.objects.filter(pk=pk).first()
        if connection is None:
            raise NotFound
        self.demand_edit(connection)
        person(request)
        other_account = self.asked["other_account"]
        if other_account and request.headers.get("Sec-Fetch-Site") == "cross-site":
            # A link somewhere else must not talk anybody into changing the account.
            raise StateIsForeign
        session_key = request.session.session_key or ""
        return HttpResponseRedirect(
            consents.depart(connection, session_key, other_account=other_account)
        )


class CallbackView(_Browser):
    """The way back from the consent page."""

    asks: ClassVar = {"get": Answer}

    @extend_schema(operation_id="oauth_callback", responses=BACK)
    def get(self, request: Request) -> HttpResponse:
        """Sign the connection in with what the service sent, and lead to the dashboard."""
        person(request)
        answer = {name: str(one)[:LONGEST] for name, one in request.query_params.items()}
        departure = consents.arrival(answer, request.session.session_key or "")
        actor = self.demand_edit(departure.connection)
        self.departure = departure
        verdict = consents.finish(departure, answer, actor.label)
        if verdict.ok:
            tending.read_first_time(departure.connection)
        return _home(_outcome(verdict), departure)

    def _read(self, request: Request, name: str) -> dict[str, Any]:
        # Services add parameters of their own; refusing them would refuse the service.
        return {}


def _outcome(verdict: Verdict) -> str:
    return "oauth_another_account" if verdict.code == "another_account" else verdict.code


def _home(code: str, departure: Departure | None = None) -> HttpResponse:
    told = {"login": code}
    if departure is not None:
        told["connection"] = str(departure.connection_id)
    return HttpResponseRedirect(f"/?{urlencode(told)}")


def _shows_pages(request: Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")
