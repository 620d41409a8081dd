"""Short conversations with a service while a person waits: prove a login, list choices.

Each opens its own door for one call, outside of any transaction, and ends within its deadline.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings

from connectors.sdk.addresses import AddressPolicy
from connectors.sdk.auth import Login
from connectors.sdk.declare import Connector
from connectors.sdk.door import Door, DoorLimits
from connectors.sdk.errors import ConnectorError, ServiceUnavailable
from connectors.sdk.fields import Choice, ChoiceLoader, ChoiceQuery, Page
from connectors.sdk.http import Call

T = TypeVar("T")

DEADLINE_S = 20.0

logger = logging.getLogger(__name__)


class ConnectorFailed(ConnectorError):
    """The connector's own code is wrong; its log line has the traceback."""

    code = "connector_failed"


@dataclass(frozen=True)
class Account:
    """A service and a login there: whom to talk to, and as whom."""

    connector: Connector
    login: Login


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

    return _talk(account, ask)


def list_choices(account: Account, loader: ChoiceLoader, query: ChoiceQuery) -> Page[Choice]:
    """Ask the service for the choices of a field; raises ConnectorError, never returns nothing."""
    return _talk(account, lambda call: loader(call, query))


def _talk(account: Account, say: Callable[[Call], Awaitable[T]]) -> T:
    try:
        return asyncio.run(_conversation(account, say))
    except TimeoutError:
        raise ServiceUnavailable("The service did not answer in time.", code="timed_out") from None
    except ConnectorError:
        raise
    except Exception:
        # Masked by hand: a library's error text may repeat the request with its secrets.
        told, slug = account.login.mask(traceback.format_exc()), account.connector.slug
        logger.error("The connector %s failed: %s", slug, told)  # noqa: TRY400
        raise ConnectorFailed(f"The connector {slug} failed.") from None


async def _conversation(account: Account, say: Callable[[Call], Awaitable[T]]) -> T:
    policy = AddressPolicy(settings.ALLOWED_NETWORKS)
    async with asyncio.timeout(DEADLINE_S), Door(policy, DoorLimits(timeout_s=DEADLINE_S)) as door:
        return await say(Call(door, account.login, errors=account.connector.errors))
