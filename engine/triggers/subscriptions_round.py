"""One round over the subscriptions that are due: claim (commit), talk, record (commit).

Many services are talked to at once, each within its deadline. What a service was told is kept even
when the next step fails; whoever lost its lease writes nothing.
"""

import asyncio
import logging
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from connectors.sdk import AddressPolicy, Armed, Door
from connectors.sdk.errors import ConnectorError, CredentialsRejected, ServiceUnavailable
from engine.connections.library import Account, Accounts
from engine.connections.marks import reject_login
from engine.connections.models import Connection
from engine.connections.proving import refusal
from engine.connections.talk import LIMITS, ConnectorFailed
from engine.journal.telling.errors import kept
from engine.kernel.clock import now
from engine.kernel.errors import DomainError
from engine.queue.database import Db, connect
from engine.triggers import models
from engine.triggers.subscriptions import address, tell
from engine.triggers.visits import Problem, Told, Visit, bring_in_step

log = logging.getLogger(__name__)

DEADLINE_S = 20.0
LEASE_S = 60.0
AT_ONCE = 32
BEGIN_WITHIN_S = 10.0
LOOK_EVERY_S = 600.0
RENEW_AT = 0.8
LOGIN_LOOK_S = 30.0
GIVE_UP_AFTER = 20
# What will pass by itself is tried again soon, what a person has to change seldom.
SOON = (15, 60, 120, 300, 600, 1800, 3600)
SELDOM = (900, 3600, 21_600)
WORRY_AFTER = 3

READY = """
FROM triggers_subscription d JOIN connections_connection c ON c.id = d.connection_id
    JOIN accounts_workspace w ON w.id = d.workspace_id
WHERE d.due_at <= now() AND c.status <> 'needs_login'
"""
DUE = f"SELECT 1 {READY}"
CLAIM = f"""
UPDATE triggers_subscription s
SET lease = s.lease + 1, is_held = true, is_wanted = false,
    due_at = now() + %s * interval '1 second'
FROM (SELECT d.connection_id, c.hook_token, c.login_version, w.masked_fields {READY}
      ORDER BY d.due_at LIMIT %s FOR UPDATE OF d SKIP LOCKED) AS due
WHERE s.connection_id = due.connection_id
RETURNING s.connection_id, s.workspace_id, s.lease, due.hook_token, s.wanted, s.armed, s.url,
    s.state, s.armed_at, s.expires_at, s.login_version, due.login_version, due.masked_fields
"""  # noqa: S608 (made of our own words only)


def see_to_all() -> int:
    """See to what is due, unless another process does, for a while; returns how many."""
    began, seen = time.monotonic(), 0
    with _alone() as is_mine:
        while is_mine and time.monotonic() - began < BEGIN_WITHIN_S and (visits := claim(now())):
            asyncio.run(_talk(visits))
            for visit in visits:
                record(visit)
            seen += len(visits)
    return seen


def claim(moment: datetime) -> list[Visit]:
    """Take due subscriptions whose connections are signed in."""
    with database.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE_S, AT_ONCE])
        return [_visit(row, moment) for row in cursor.fetchall()]


@transaction.atomic
def record(visit: Visit) -> None:
    """Keep what came of a visit, and when the next one is; the journal is told what is new."""
    mine = models.Subscription.objects.select_for_update()
    one = mine.filter(pk=visit.connection_id, lease=visit.lease, is_held=True).first()
    connection = Connection.objects.filter(pk=visit.connection_id).first()
    if one is None or connection is None:
        return
    gives_up = visit.error is not None and one.failures + 1 >= GIVE_UP_AFTER and not one.wanted
    if not one.wanted and (visit.told is None or gives_up):
        one.delete()
        return
    _keep_told(one, visit)
    _keep_error(one, visit, connection)
    one.due_at = Now() if one.is_wanted else _next(one, visit)
    one.is_held = one.is_wanted = False
    one.save()
    if visit.is_armed_now and not visit.is_expiring:
        tell(one, connection, "webhook_armed")


def _keep_told(one: models.Subscription, visit: Visit) -> None:
    told = visit.told
    one.armed = list(told.events) if told else None
    one.url = told.url if told else ""
    one.state = dict(told.armed.state) if told else {}
    one.expires_at = told.armed.expires_at if told else None
    if visit.is_armed_now:
        one.armed_at, one.login_version = visit.began_at, visit.login_version
    if visit.is_dropped or (visit.is_armed_now and not visit.is_expiring):
        one.since = visit.began_at


def _keep_error(one: models.Subscription, visit: Visit, connection: Connection) -> None:
    if visit.is_dropped:
        tell(one, connection, "webhook_dropped")
    before, one.last_error = one.last_error, None
    if visit.error is None:
        one.failures = 0
        return
    one.last_error = error = _told(visit, visit.error)
    one.failures += 1
    is_other = before is None or before.get("code") != error["code"]
    worries = one.failures == WORRY_AFTER if visit.is_in_step else is_other
    if worries:
        code = "webhook_not_armed" if one.wanted else "webhook_not_disarmed"
        told = {"error": error["code"], "remedy": error["remedy"], "answer": error["answer"]}
        tell(one, connection, code, **told)


def _told(visit: Visit, error: Problem) -> dict[str, Any]:
    return dict(kept(refusal(error).as_detail(), visit.masked_fields, is_confidential=False))


def _next(one: models.Subscription, visit: Visit) -> CombinedExpression | None:
    """Return when the service is to be visited again; None when nothing is left to be seen to."""
    if visit.error is not None:
        return Now() + timedelta(seconds=_pause_s(visit.error, one.failures))
    waits = [LOOK_EVERY_S] if visit.looks else []
    if one.expires_at is not None:
        renews_at = _renews_at(one.armed_at or visit.began_at, one.expires_at)
        waits.append(max(1.0, (renews_at - visit.began_at).total_seconds()))
    return Now() + timedelta(seconds=min(waits)) if waits else None


def _renews_at(armed_at: datetime, ends: datetime) -> datetime:
    return armed_at + (ends - armed_at) * RENEW_AT


def _pause_s(error: Problem, failures: int) -> float:
    if isinstance(error, CredentialsRejected):
        return LOGIN_LOOK_S
    steps = SOON if isinstance(error, ServiceUnavailable) else SELDOM
    asked_s = error.retry_after if isinstance(error, ConnectorError) else None
    pause_s = steps[min(failures, len(steps)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311
    return max(pause_s, asked_s or 0.0)


async def _talk(visits: Sequence[Visit]) -> None:
    policy = AddressPolicy(settings.ALLOWED_NETWORKS)
    accounts = Accounts(settings.SERVICE_URLS)
    try:
        async with Door(policy, LIMITS) as door, await connect("subscriptions") as db:
            talk = _conversation(door, db, accounts)
            await asyncio.gather(*(talk(visit) for visit in visits))
    finally:
        await accounts.settled()


def _conversation(door: Door, db: Db, accounts: Accounts) -> Callable[[Visit], Awaitable[None]]:
    async def talk(visit: Visit) -> None:
        try:
            account = await accounts.account(db, visit.connection_id, visit.workspace_id)
        except DomainError as error:
            # Its login cannot be opened; the other visits shall not end with this one.
            visit.error = error
            return
        subscription = account.connector.subscription if account else None
        if account is None or subscription is None:
            return
        try:
            async with asyncio.timeout(DEADLINE_S):
                await bring_in_step(visit, subscription, account.call(door))
        except TimeoutError:
            visit.error = ServiceUnavailable("The service did not answer.", code="timed_out")
        except ConnectorError as error:
            visit.error = error
        except Exception:
            visit.error = _bug(account)
        if isinstance(visit.error, CredentialsRejected):
            told = _told(visit, visit.error)
            await reject_login(db, visit.connection_id, asked_at=visit.began_at, error=told)

    return talk


def _bug(account: Account) -> ConnectorError:
    # Masked by hand: a library's error text may repeat the request with its secrets.
    told = account.login.mask(traceback.format_exc())
    log.error("The connector %s failed: %s", account.connector.slug, told)
    return ConnectorFailed(f"The connector {account.connector.slug} failed.")


def _visit(row: tuple[Any, ...], moment: datetime) -> Visit:
    connection_id, workspace_id, lease, token, wanted, *known, told_login, login, rules = row
    armed, url, state, armed_at, ends = known
    told = None if armed is None else Told(tuple(armed), url, Armed(orjson.loads(state), ends))
    return Visit(
        connection_id,
        workspace_id,
        lease,
        url=address(token),
        wanted=tuple(wanted),
        told=told,
        login_version=login,
        is_expiring=ends is not None and moment >= _renews_at(armed_at, ends),
        is_other_login=told_login != login,
        began_at=moment,
        masked_fields=tuple(rules),
    )


@contextmanager
def _alone() -> Iterator[bool]:
    """Tell whether no other process sees to subscriptions now."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('svyazka subscriptions'))")
        (is_mine,) = cursor.fetchone()
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('svyazka subscriptions'))")
