"""What the loops read of connections and write about their tokens; tested against the models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from connectors.sdk.auth import Credentials
from connectors.sdk.tokens import Tokens
from engine.connections import vault
from engine.kernel.json_types import Json
from engine.queue.database import Db

Values: TypeAlias = Sequence[object] | Mapping[str, object]

COLUMNS = """
    id, workspace_id, connector, kind, status, settings, secrets, refreshed_at, login_version,
    renewed_at, coalesce(renew_at <= now(), false), coalesce(token_ends_at > now(), true)
"""
FIND = f"SELECT {COLUMNS} FROM connections_connection WHERE id = %s"
FIND_METADATA = "SELECT metadata FROM connections_connection WHERE id = %s"
CLAIM = f"""
UPDATE connections_connection SET renewing_until = now() + make_interval(secs => %s)
WHERE id = %s AND (renewing_until IS NULL OR renewing_until <= now())
RETURNING {COLUMNS}
"""
# Whoever wakes up after its lease still saves what it was granted, unless somebody else has: a
# single-use refresh token that was spent is worth nothing to the others.
SAME = "login_version = %(login_version)s AND renewed_at IS NOT DISTINCT FROM %(renewed_at)s"
SAVE = f"""
UPDATE connections_connection
SET secrets = %(secrets)s, renewed_at = now(), renewing_until = NULL,
    token_ends_at = now() + make_interval(secs => %(life_s)s::float8),
    renew_at = now() + make_interval(secs => %(renew_in_s)s::float8),
    status = CASE status WHEN 'needs_login' THEN 'works' ELSE status END,
    status_detail = CASE status WHEN 'needs_login' THEN NULL ELSE status_detail END
WHERE id = %(id)s AND {SAME}
RETURNING {COLUMNS}
"""
LET_GO = f"""
UPDATE connections_connection SET renewing_until = NULL WHERE id = %(id)s AND {SAME}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A connection as its row tells it; `is_due` says that its token should be renewed by now."""

    id: UUID
    workspace_id: UUID
    connector: str
    kind: str
    status: str
    settings: Mapping[str, Json]
    envelope: str = field(repr=False)
    refreshed_at: datetime | None
    login_version: int
    renewed_at: datetime | None
    is_due: bool
    is_alive: bool

    @property
    def secrets(self) -> Credentials:
        """The secrets, decrypted."""
        return vault.open(self.envelope, self.id)

    @property
    def needs_login(self) -> bool:
        """Say whether only a person can help."""
        return self.status == "needs_login"

    def wants_renewal(self, refused: str) -> bool:
        """Say whether the token is the one the service refused, or ends soon."""
        if refused:
            return self.secrets.get("access_token", "") == refused
        return self.is_due

    @property
    def same(self) -> dict[str, object]:
        """Return what `SAME` asks with: whether the row still has this very token."""
        renewed_at = self.renewed_at
        return {"id": self.id, "login_version": self.login_version, "renewed_at": renewed_at}


async def find(db: Db, connection_id: UUID) -> Row | None:
    """Return the connection's row; None when it was deleted."""
    return await _one(db, FIND, (connection_id,))


async def find_metadata(db: Db, connection_id: UUID) -> Mapping[str, Json]:
    """Return what the last refresh read of the account."""
    row = await (await db.execute(FIND_METADATA, (connection_id,))).fetchone()
    return row[0] if row and isinstance(row[0], Mapping) else {}


async def claim(db: Db, connection_id: UUID, lease_s: float) -> Row | None:
    """Take the lease on renewing and return the row as it is now; None: another has the lease."""
    return await _one(db, CLAIM, (lease_s, connection_id))


async def save(db: Db, row: Row, tokens: Tokens) -> Row | None:
    """Keep new tokens and give the lease back; None when the login was replaced meanwhile."""
    sealed = vault.seal(tokens.into(row.secrets), row.id)
    told = {"secrets": sealed, "life_s": tokens.life_s, "renew_in_s": tokens.renew_in_s}
    return await _one(db, SAVE, {**row.same, **told})


async def let_go(db: Db, row: Row) -> None:
    """Give the lease back without having renewed anything."""
    await db.execute(LET_GO, row.same)


async def _one(db: Db, statement: str, values: Values) -> Row | None:
    found = await (await db.execute(statement, values)).fetchone()
    return Row(*found) if found else None
