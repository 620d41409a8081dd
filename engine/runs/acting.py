"""One action step: its inputs, its attempts, and what an error of the service leads to.

Every write carries `Idempotency-Key: <origin run>:<step path>`, the same over all attempts, and
`X-Attempt`. `repeat_possible` is true on an attempt when an earlier one may have acted. A step that
acts at most once puts each attempt on record before it begins; when nobody knows what came of one,
the run is held and a person decides.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from connectors.sdk import Action as Verb
from connectors.sdk import Call
from connectors.sdk.errors import ConnectorError
from connectors.sdk.exchange import SAFE_METHODS
from connectors.sdk.http import UNAUTHORIZED
from engine.catalog.shown import shown_inputs
from engine.connections.errors import SecretsUnreadable, VaultKeyUnknown
from engine.connections.library import Account
from engine.connections.marks import reject_login
from engine.connections.places import Place
from engine.connections.words import error_of
from engine.flow.definition import Action
from engine.flow.errors import MappingFailed
from engine.health.breakers import WAITS_FOR_SERVICE
from engine.health.signs import Sign, sign_of
from engine.health.watch import GO
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.runs.attempts import Attempt, an_attempt, attempts_so_far, may_have_acted
from engine.runs.outcome import Failed, Held, LeaseLost, PutOff, internal_error
from engine.runs.reticence import reticent

if TYPE_CHECKING:
    from engine.runs.execute import Execution

log = logging.getLogger(__name__)

LOGIN_REPLACED_S = 1.0
KEYS_MENDED_S = 60.0


class Acting:
    """The work on one action step during one lease."""

    def __init__(self, execution: "Execution", step: Action, path: str) -> None:
        self.execution = execution
        self.step = step
        self.path = path
        self.inputs: Mapping[str, Any] = {}
        self.attempts = attempts_so_far(execution, path, is_announced=step.at_most_once)
        self.leave = GO
        known = execution.saved.get(path, {})
        self.service = step.connector or str(known.get("connector") or "")
        # How many of the attempts a person has decided about.
        self.settled = int(known.get("settled", 0))
        self.bytes_in = 0
        self.bytes_out = 0
        self._count(known.get("bytes_in", 0), known.get("bytes_out", 0))

    async def perform(self, scope: Mapping[str, Any]) -> dict[str, Any]:
        """Do it and return its story, a failed one as well; raises PutOff or Held when it waits."""
        if self._must_ask:
            raise await self._asking({})
        try:
            account, verb = await self._resolve()
            inputs = self.step.fields.render(scope)
        except MappingFailed as failure:
            return self._give_up(error_of(failure, self.path))
        except Failed as failure:
            return self._give_up(failure.error)
        self.inputs = shown_inputs(verb, inputs)
        await self._wait_for_service(account)
        place = Place(self.execution.tools.limiter, account, verb.name, self._holder)
        await self._wait_for(place)
        try:
            return await self._attempt(place, verb, inputs)
        finally:
            await place.leave()

    async def _attempt(self, place: Place, verb: Verb, inputs: Mapping[str, Any]) -> dict[str, Any]:
        account = place.account
        if self.execution.run.follows_crash and self.attempts:
            # Or the next crash would count its attempt under the number of this one.
            await self._keep_attempts({"code": "worker_lost"}, at_once=True)
        call, attempt = self._depart(account)
        place.guide(call)
        if self.step.at_most_once:
            await self._keep_attempts({"code": "worker_lost"}, at_once=True)
        started = time.perf_counter()
        try:
            output = await verb.perform(call, inputs)
        except ConnectorError as error:
            self._close(attempt, call, started, _outcome(error, call))
            attempt.http_status = error.status or attempt.http_status
            sign = sign_of(error, answered=call.last_status is not None)
            self._tell_health(account, sign, code=error.code)
            return await self._refused(error, account)
        except (LeaseLost, asyncio.CancelledError):
            raise
        except Exception:
            self._close(attempt, call, started, "unknown" if call.exchanges else "error")
            reference = str(new_id())
            log.exception("%s broke, reference %s", self.step.action, reference)
            return self._give_up(internal_error(reference, self.path))
        finally:
            await place.heed(call)
        self._close(attempt, call, started, "ok")
        self._tell_health(account, Sign.WELL if call.exchanges else Sign.UNCLEAR)
        self.execution.trace.listen(call.login, output)
        return self._told("succeeded", output)

    async def _resolve(self) -> tuple[Account, Verb]:
        account = await self._account()
        self.service = account.connector.slug
        verb = account.connector.action(self.step.action)
        if verb is None:
            raise self._unusable("action_unknown", action=self.step.action)
        if account.needs_login and account.connection_id is not None:
            error = {"code": "connection_needs_login", "remedy": "reconnect", "step": self.path}
            await self._keep_attempts(error)
            raise Held(account.connection_id, error)
        return account, verb

    async def _account(self) -> Account:
        tools, run = self.execution.tools, self.execution.run
        if self.step.connection is None:
            found = tools.unconnected(self.step.connector or "", run)
            if found is None:
                raise self._unusable("own_login_missing", service=self.step.connector)
            return found
        try:
            account = await tools.accounts.account(tools.db, self.step.connection, run.workspace_id)
        except (SecretsUnreadable, VaultKeyUnknown) as failure:
            # The operator's mistake with the keys, soon mended, must not fail anybody's run.
            error = error_of(failure, self.path)
            await self._keep_attempts(error)
            raise PutOff(now() + timedelta(seconds=KEYS_MENDED_S), error=error) from None
        if account is None:
            raise self._unusable("connection_deleted")
        return account

    def _unusable(self, code: str, **params: Any) -> Failed:
        return Failed({"code": code, "remedy": "fix", "step": self.path, "params": params})

    def _depart(self, account: Account) -> tuple[Call, Attempt]:
        execution = self.execution
        attempt = an_attempt(self.attempts)
        self.attempts.append(attempt)
        call = account.call(
            execution.tools.door_to(account),
            write_headers={
                "Idempotency-Key": f"{execution.run.origin_id}:{self.path}",
                "X-Attempt": str(attempt.n),
            },
            before_write=execution.check_lease,
        )
        return call, attempt

    def _close(self, attempt: Attempt, call: Call, started: float, outcome: str) -> None:
        attempt.ms = (time.perf_counter() - started) * 1000
        attempt.outcome = outcome
        attempt.http_status = call.last_status
        self._count(call.bytes_in, call.bytes_out)

    def _count(self, bytes_in: int, bytes_out: int) -> None:
        self.bytes_in += bytes_in
        self.bytes_out += bytes_out
        self.execution.bytes_in += bytes_in
        self.execution.bytes_out += bytes_out

    async def _refused(self, error: ConnectorError, account: Account) -> dict[str, Any]:
        told = error_of(error, self.path, service=self.service)
        if error.remedy in ("retry", "reconnect") and self._must_ask:
            raise await self._asking(told)
        if error.remedy == "retry":
            return await self._again(error, told, account)
        if error.remedy == "reconnect" and account.connection_id is not None:
            await self._keep_attempts(told)
            raise await self._rest_until_login(account.connection_id, told)
        if error.remedy == "stop":
            bundle_id = UUID(self.execution.run.bundle_id)
            self.execution.tools.stop_bundle(bundle_id, self._shown(told))
        return self._give_up(told)

    async def _rest_until_login(self, connection_id: UUID, told: dict[str, Any]) -> Held | PutOff:
        """Mark the connection; a login that was replaced meanwhile deserves another attempt."""
        asked_at, db = self.attempts[-1].at, self.execution.tools.db
        if await reject_login(db, connection_id, asked_at=asked_at, error=self._shown(told)):
            return Held(connection_id, self._shown(told))
        again_at = now() + timedelta(seconds=LOGIN_REPLACED_S)
        return PutOff(again_at, attempted=True, error=self._shown(told))

    def _shown(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return the error as it may stand outside of the run."""
        execution = self.execution
        return reticent(execution.run, execution.trace, told, self._told("waiting", None))

    async def _again(
        self, error: ConnectorError, told: dict[str, Any], account: Account
    ) -> dict[str, Any]:
        execution = self.execution
        if error.retry_after and account.connection_id is not None:
            await execution.tools.limiter.slow_down(account.connection_id, error.retry_after)
        next_at = execution.program.retry.next_at(
            [one.at for one in self.attempts[self.settled :] if one.has_ended],
            now=now(),
            retry_after=error.retry_after,
            rng=execution.tools.rng,
        )
        if next_at is None:
            return self._give_up(told)
        await self._keep_attempts(told)
        raise PutOff(next_at, attempted=True, error=self._shown(told))

    async def _keep_attempts(self, error: dict[str, Any], *, at_once: bool = False) -> None:
        if not self.attempts:
            return
        told = {**self._told("waiting", None), "error": error}
        await self.execution.save(self.path, told, at_once=at_once)

    def _give_up(self, error: dict[str, Any]) -> dict[str, Any]:
        output = {"error": error} if self.step.on_error == "continue" else None
        return {**self._told("failed", output), "error": error}

    @property
    def _must_ask(self) -> bool:
        return self.step.at_most_once and may_have_acted(self.attempts[self.settled :])

    async def _asking(self, told: dict[str, Any]) -> Held:
        """Keep the attempts and return the question that only a person can answer."""
        error = {**told, "code": "outcome_unknown", "remedy": "decide", "step": self.path}
        await self._keep_attempts(error)
        return Held(None, self._shown(error))

    async def _wait_for_service(self, account: Account) -> None:
        """Ask the connection's breaker; while it is open the run rests and uses no attempt up."""
        watch = self.execution.tools.watch
        self.leave = await watch.leave(account.connection_id, is_first=not self.attempts)
        if self.leave.wait_s is not None:
            about = {"connection": str(account.connection_id)}
            error = {"code": WAITS_FOR_SERVICE, "remedy": "retry", "step": self.path}
            await self._keep_attempts(error)
            due_at = now() + timedelta(seconds=self.leave.wait_s)
            raise PutOff(due_at, error={**error, "params": about})

    def _tell_health(self, account: Account, sign: Sign, *, code: str = "") -> None:
        watch, run = self.execution.tools.watch, self.execution.run
        watch.heard(account.connection_id, self.leave, sign, code=code)
        if sign.is_point and not self.leave.is_probe:
            watch.strike(UUID(run.bundle_id), polls=run.polls)

    async def _wait_for(self, place: Place) -> None:
        """Keep the connection's limits of rate and concurrency; a long wait puts the run off."""
        wait_s = await place.take()
        if wait_s:
            error = {"code": "own_limit", "remedy": "retry", "step": self.path}
            await self._keep_attempts(error)
            raise PutOff(now() + timedelta(seconds=wait_s), error=error)

    @property
    def _holder(self) -> str:
        return f"{self.execution.run.id}:{self.path}"

    def _told(self, status: str, output: Any) -> dict[str, Any]:
        told = {
            "id": self.step.id,
            "kind": "action",
            "status": status,
            "input": self.inputs,
            "output": output,
            "connector": self.service,
            "connection": str(self.step.connection) if self.step.connection else None,
            "attempts": [one.to_json() for one in self.attempts],
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
        }
        if self.path != self.step.id:
            told["path"] = self.path
        if self.settled:
            told["settled"] = self.settled
        return told


def _outcome(error: ConnectorError, call: Call) -> str:
    """Tell whether a failed attempt may have acted: with this request, or with one before it."""
    if not call.exchanges:
        return "error"
    earlier = call.exchanges[:-1]
    # A request refused with 401 did nothing; it was repeated with a renewed login.
    has_written = any(
        one.sent and one.method not in SAFE_METHODS and one.status != UNAUTHORIZED
        for one in earlier
    )
    return "unknown" if has_written else error.outcome
