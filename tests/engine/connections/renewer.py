"""A process that wants a fresh token for a connection: `python -m … <connection> <refused>`.

It says `ready`, waits for a line, asks from several tasks at once, and prints what each was given.
"""

import asyncio
import sys
from uuid import UUID

import django

django.setup()

from connectors.sdk.errors import ConnectorError
from engine.connections.renewal import Renewals
from tests.oauth_provider.shelf import shelf_installed

TASKS = 3


async def ask(connection_id: UUID, refused: str) -> None:
    """Print the tokens."""
    renewals = Renewals({})

    async def one() -> str:
        try:
            row = await renewals.renewed(connection_id, refused)
        except ConnectorError as error:
            return f"error {error.code}"
        return row.secrets["access_token"] if row else "gone"

    for given in await asyncio.gather(*(one() for _ in range(TASKS))):
        print(given, flush=True)  # noqa: T201
    await renewals.settled()


def main(connection_id: str, refused: str = "") -> None:
    """Wait for the word, then ask."""
    with shelf_installed():
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        asyncio.run(ask(UUID(connection_id), refused))


main(*sys.argv[1:])
