"""Short conversations with a service while a person waits: prove a login, list choices.

Each opens its own door for one call, outside of any transaction, and ends within its deadline. An
OAuth login is looked up and kept fresh by the very code that the loops use.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from django.conf import settings
from django.db import OperationalError

from connectors.sdk.addresses import AddressPolicy
from connectors.sdk.declare import Metadata
from connectors.sdk.door import Door, DoorLimits
from connectors.sdk.errors import ConnectorError, ServiceUnavailable
from connectors.sdk.fields import Choice, ChoiceLoader, ChoiceQuery, Page
from connectors.sdk.http import Call
from engine.connections.library import Account, Accounts
from engine.kernel.json_types import Json
from engine.queue.database import connect

T = TypeVar("T")

DEADLINE_S = 20.0
LIMITS = DoorLimits(timeout_s=DEADLINE_S)

logger = logging.getLogger(__name__)


class ConnectorFailed(ConnectorError):
    """The connector's own code is wrong; its log line has the traceback."""

    code = "connector_failed"


@dataclass(frozen=True)
class Proof:
    """What a test of a login showed; `checked` is false where a service offers nothing to ask."""

    checked: bool
    account: str = ""


def prove(account: Account) -> Proof:
    """Make the request that proves a login; raises ConnectorError when it is not accepted."""
    check = account.login.auth.check
    if check is None:
        return Proof(checked=False)

    async def ask(call: Call) -> Proof:
        label = await check(call)
        # A check may find nothing to ask, such as an http connection without a test address.
        return Proof(bool(label or call.exchanges), label)

    return converse(account, ask)


def list_choices(account: Account, loader: ChoiceLoader, query: ChoiceQuery) -> Page[Choice]:
    """Ask the service for the choices of a field; raises ConnectorError, never returns nothing."""
    return converse(account, lambda call: loader(call, query))


def read_metadata(account: Account, metadata: Metadata) -> Json:
    """Read what rarely changes in the account; raises ConnectorError."""
    return converse(account, metadata)


def keep_login_fresh(account: Account) -> None:
    """Renew the account's token if it ends soon; a failure is left to whoever calls next."""

    async def say_nothing(_: Call) -> None:
        return None

    converse(account, say_nothing)


def converse(account: Account, say: Callable[[Call], Awaitable[T]]) -> T:
    """Talk to a service outside of any event loop; raises ConnectorError."""
    try:
        return asyncio.run(_conversation(account, say))
    except TimeoutError:
        raise ServiceUnavailable("The service did not answer in time.", code="timed_out") from None
    except ConnectorError:
        raise
    except psycopg.OperationalError as error:
        raise OperationalError(*error.args) from None
    except Exception:
        # Masked by hand: a library's error text may repeat the request with its secrets.
        told, slug = account.login.mask(traceback.format_exc()), account.connector.slug
        logger.error("The connector %s failed: %s", slug, told)  # noqa: TRY400
        raise ConnectorFailed(f"The connector {slug} failed.") from None


async def _conversation(account: Account, say: Callable[[Call], Awaitable[T]]) -> T:
    policy = AddressPolicy(settings.ALLOWED_NETWORKS)
    accounts = Accounts(settings.SERVICE_URLS)
    try:
        async with asyncio.timeout(DEADLINE_S), Door(policy, LIMITS) as door:
            return await say((await _fresh(accounts, account)).call(door))
    finally:
        await accounts.settled()


async def _fresh(accounts: Accounts, account: Account) -> Account:
    if account.connection_id is None or account.login.auth.kind != "oauth2":
        return account
    async with await connect("talk") as db:
        return await accounts.fresh(db, account)
