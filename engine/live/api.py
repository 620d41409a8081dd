"""Changes over HTTP: as a stream of events, and asked for now and then where no stream comes."""

from typing import Any, ClassVar

from django.db import connection
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceView
from engine.accounts.models import Workspace
from engine.accounts.policy import Permission
from engine.accounts.wall import entering as wall
from engine.api.parameters import Parameters
from engine.api.words import spoken_voice
from engine.live.crowd import Ticket, Wish
from engine.live.events import MEDIA_TYPE, OPENING, as_objects
from engine.live.look import Changes, Look, asked
from engine.live.position import Position
from engine.live.shapes import ChangesShape
from engine.live.statements import LOOK
from engine.live.stream import TICKET

POSITION_LENGTH = 2000
LAST_EVENT_HEADER = "Last-Event-ID"


class Since(Parameters):
    """From where on."""

    since = serializers.CharField(
        required=False,
        max_length=POSITION_LENGTH,
        help_text="A position that an earlier answer gave; without one, from now on.",
    )


class Listening(Since):
    """To which workspace, and from where on; a browser's stream sends no headers of its own."""

    workspace = serializers.UUIDField(
        required=False, help_text="Without it the first workspace of the caller."
    )


class EventStream(BaseRenderer):
    """Lets requests pass that accept nothing but a stream of events."""

    media_type = MEDIA_TYPE
    format = "events"


class EventsView(WorkspaceView):
    """The stream of changes; the web process goes on where this view's answer ends."""

    needs: ClassVar = {"get": Permission.VIEW}
    asks: ClassVar = {"get": Listening}
    renderer_classes = (EventStream,)

    @extend_schema(
        operation_id="events_stream",
        responses={
            (200, MEDIA_TYPE): OpenApiResponse(
                OpenApiTypes.STR,
                description=(
                    "Server-sent events, each with the member of `changes_retrieve` of its name:"
                    " `journal`, `bundles`, `connections`, `alerts`, `jobs`; and `reset` when"
                    " everything is to be read again. Goes on from the header `Last-Event-ID`."
                ),
            )
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """Tell what changes, as it changes; a comment every 15 seconds says that it goes on."""
        ticket = getattr(request._request, "scope", {}).get(TICKET)
        if isinstance(ticket, Ticket):
            ticket.fill(self._wish(request))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return HttpResponse(OPENING, content_type=MEDIA_TYPE, headers=headers)

    def _wish(self, request: Request) -> Wish:
        caller = self.actor.token or self.actor.user
        since = request.headers.get(LAST_EVENT_HEADER) or self.asked.get("since", "")
        return Wish(
            caller_id=caller.pk if caller else self.workspace.pk,
            workspace_id=self.workspace.pk,
            voice=spoken_voice(),
            since=since[:POSITION_LENGTH],
        )


class ChangesView(WorkspaceView):
    """What a stream would have told, asked for once."""

    needs: ClassVar = {"get": Permission.VIEW}
    asks: ClassVar = {"get": Since}

    @extend_schema(operation_id="changes_retrieve", responses=ChangesShape)
    def get(self, request: Request) -> Response:
        """Tell what changed since a position; without one only the present position."""
        text = self.asked.get("since")
        position = Position.read(text) if text else None
        look = look_at(self.workspace, position)
        changes = Changes()
        if position is not None and look.reaches(position):
            changes = look.changes_since(position)
        elif position is not None:
            look, position = look_at(self.workspace, None), None
        told = {
            "position": look.position.write(),
            "reset": text is not None and position is None,
            **as_objects(changes),
        }
        return Response(told)


def look_at(workspace: Workspace, since: Position | None) -> Look:
    """Look at a workspace once."""
    # Behind the wall the look would read a whole week of the journal; streams ask it outside, too.
    with wall.outside(), connection.cursor() as cursor:
        cursor.execute(LOOK, asked(workspace.pk, since))
        answer: tuple[Any, ...] = cursor.fetchone()
    return Look.read(answer, since)
