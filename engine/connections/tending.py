"""What the engine does for accounts by itself: reads their lists and fields, keeps tokens alive."""

import logging
import time
from datetime import datetime, timedelta

import orjson
from django.db import transaction

from connectors.sdk.errors import AnswerTooLarge, ConnectorError
from engine.catalog import registry
from engine.connections.models import Connection
from engine.connections.proving import refusal
from engine.connections.services import account_of, remember
from engine.connections.talk import keep_login_fresh, read_metadata
from engine.connections.words import no_answer, storable
from engine.kernel.clock import now
from engine.kernel.errors import DomainError
from engine.kernel.json_types import Json

MOST_BYTES = 1024 * 1024
METADATA_LIVES = timedelta(days=1)
# An unused account's refresh token dies in some months; this keeps it.
LOGIN_RESTS = timedelta(days=7)
AFTER_FAILURE = timedelta(hours=1)
BEGIN_WITHIN_S = 10.0

logger = logging.getLogger(__name__)


def refresh(connection: Connection, moment: datetime | None = None) -> None:
    """Read lists and fields of the account anew; a service with none has only the moment noted.

    Raises ServiceFailed, or AddressIsInternal where none was asked; what was read before stays.
    """
    connector = registry.get(connection.connector)
    metadata: Json = {}
    if connector.metadata is not None:
        try:
            metadata = _bounded(read_metadata(account_of(connection), connector.metadata))
        except ConnectorError as error:
            verdict = refusal(error)
            if verdict.status == Connection.Status.NEEDS_LOGIN:
                remember(connection, verdict)
            raise no_answer(connector.slug, error) from None
    same = Connection.objects.filter(pk=connection.pk, login_version=connection.login_version)
    same.update(metadata=metadata, refreshed_at=now(), tend_at=_next(connection, moment))


def read_first_time(connection: Connection) -> None:
    """Read what the account has, right after somebody signed in; a failure is tried again later."""
    connection.refresh_from_db()
    if connection.refreshed_at is None and registry.get(connection.connector).metadata is not None:
        _quietly(connection, now())


def tend(moment: datetime) -> int:
    """Look after the connections whose turn it is, one by one, for a while; returns how many."""
    began, tended = time.monotonic(), 0
    while time.monotonic() - began < BEGIN_WITHIN_S and (one := _take(moment)):
        _quietly(one, moment)
        tended += 1
    return tended


@transaction.atomic
def _take(moment: datetime) -> Connection | None:
    """Take the next connection; should this process die over it, its turn comes in an hour."""
    due = Connection.objects.filter(tend_at__lte=moment).exclude(
        status=Connection.Status.NEEDS_LOGIN
    )
    taken = due.select_for_update(skip_locked=True).order_by("tend_at").first()
    if taken is not None:
        Connection.objects.filter(pk=taken.pk).update(tend_at=moment + AFTER_FAILURE)
    return taken


def _quietly(connection: Connection, moment: datetime) -> None:
    try:
        if registry.get(connection.connector).metadata is not None:
            refresh(connection, moment)
        elif connection.kind == Connection.Kind.OAUTH2:
            _keep_login(connection, moment)
        else:
            Connection.objects.filter(pk=connection.pk).update(tend_at=None)
    except (ConnectorError, DomainError) as error:
        logger.info("Connection %s could not be looked after: %r", connection.pk, error)


def _keep_login(connection: Connection, moment: datetime) -> None:
    keep_login_fresh(account_of(connection))
    is_fresh = Connection.objects.filter(pk=connection.pk).exclude(renew_at__lte=now())
    is_fresh.update(tend_at=_next(connection, moment))


def _next(connection: Connection, moment: datetime | None) -> datetime | None:
    since = moment or now()
    if registry.get(connection.connector).metadata is not None:
        return since + METADATA_LIVES
    return since + LOGIN_RESTS if connection.kind == Connection.Kind.OAUTH2 else None


def _bounded(found: Json) -> Json:
    text = orjson.dumps(found)
    if len(text) > MOST_BYTES:
        raise AnswerTooLarge("The account has more lists and fields than can be kept.")
    cleaned: Json = orjson.loads(storable(text.decode()).replace("\\u0000", ""))
    return cleaned
