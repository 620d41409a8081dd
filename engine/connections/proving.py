"""What came of testing a login: never an exception, always what to do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connectors.sdk.errors import ConnectorError
from engine.connections.library import Account
from engine.connections.models import Connection
from engine.connections.talk import Proof, prove
from engine.connections.words import storable
from engine.journal.telling.errors import kept
from engine.kernel.clock import now
from engine.kernel.errors import DomainError
from engine.kernel.json_types import Json, JsonObject

LONGEST_ACCOUNT = 300


@dataclass(frozen=True)
class Verdict:
    """The result of one test; `code` has words in every language, `remedy` is the next step."""

    ok: bool
    code: str
    remedy: str | None = None
    account: str = ""
    answer: str | None = None
    params: JsonObject = field(default_factory=dict)
    tested_at: datetime = field(default_factory=now)

    @property
    def status(self) -> str:
        """The status of the connection after this."""
        if self.ok:
            return Connection.Status.WORKS
        broken = self.remedy == "reconnect"
        return Connection.Status.NEEDS_LOGIN if broken else Connection.Status.FAILING

    def as_detail(self) -> dict[str, Json]:
        """Return what the connection remembers of a failure."""
        told: dict[str, Json] = {"code": self.code, "remedy": self.remedy, "answer": self.answer}
        return {**told, "params": dict(self.params)}

    def without(self, hidden: Sequence[str]) -> "Verdict":
        """Return the verdict as a workspace that hides these fields may keep and tell it."""
        told: dict[str, Any] = dict(kept(self.as_detail(), hidden, is_confidential=False))
        answer, params = told.get("answer"), told.get("params") or {}
        return replace(self, answer=answer, params=params)

    def is_another_than(self, account: str) -> bool:
        """Say whether the login belongs to another account than the one known so far."""
        return bool(account and self.account and account != self.account)

    @classmethod
    def of_another_account(cls, known: str, verdict: "Verdict") -> "Verdict":
        """Turn a login that works, but elsewhere, into a question."""
        params: dict[str, Json] = {"known": known, "account": verdict.account}
        return replace(verdict, ok=False, code="another_account", remedy="fix", params=params)


def verdict_on(find_account: Callable[[], Account]) -> Verdict:
    """Prove a login with a real request; whatever fails becomes part of the verdict."""
    try:
        account = find_account()
        return _accepted(account, prove(account))
    except (ConnectorError, DomainError) as error:
        return refusal(error)


def refusal(error: ConnectorError | DomainError) -> Verdict:
    """Return what an error says about the login: the service's, or ours in opening it."""
    if isinstance(error, DomainError):
        return Verdict(False, error.code, "reconnect", params=error.params)
    params: dict[str, Json] = {"status": error.status, "field": error.field}
    known = {name: value for name, value in params.items() if value is not None}
    answer = storable(error.answer) if error.answer else None
    return Verdict(False, error.code, error.remedy, answer=answer, params=known)


def _accepted(account: Account, proof: Proof) -> Verdict:
    if proof.checked:
        return Verdict(True, "login_works", account=storable(proof.account)[:LONGEST_ACCOUNT])
    waits = account.login.auth.kind == "webhook"
    return Verdict(True, "hook_is_ready" if waits else "nothing_to_test")
