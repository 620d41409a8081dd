"""Webhooks of the simulated Unisender: batch or single form, signed, repeated for a day."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.services.kit import Clock, Outbox, Sent
from tests.services.unisender.account import Account, Hook, Row

AGAIN_AFTER = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(hours=24)
LOGIN = "shop"
SECOND = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Letter:
    """One request to an address: its events, and which try it is."""

    hook: Hook
    events: tuple[Row, ...]
    first_at: datetime
    tries: int = 0


@dataclass
class Post:
    """Gather what happened, send it to the hooks that asked for it, and repeat what failed."""

    clock: Clock
    outbox: Outbox
    happened: list[Row] = field(default_factory=list)
    late: list[tuple[datetime, Letter]] = field(default_factory=list)

    def tell(self, name: str, data: Row) -> None:
        """Note that something happened."""
        moment = self.clock.now().strftime(SECOND)
        self.happened.append({"event_name": name, "event_time": moment, "event_data": data})

    def collect(self, account: Account) -> None:
        """Send what happened since the last time, and what is due again."""
        events, self.happened = self.happened, []
        for hook in account.hooks.values():
            wanted = tuple(one for one in events if listens(hook, one))
            if hook.status == "active" and wanted:
                parts = [(one,) for one in wanted] if hook.single else [wanted]
                for part in parts:
                    self.send(account, Letter(hook, part, self.clock.now()))
        now = self.clock.now()
        due = [letter for at, letter in self.late if at <= now]
        self.late = [(at, letter) for at, letter in self.late if at > now]
        for letter in due:
            self.send(account, letter)

    def send(self, account: Account, letter: Letter) -> None:
        """Have one request sent; a bad answer brings it back in ten minutes."""

        def told(status: int | None) -> None:
            if status != 200:
                self.fail(letter)

        body = signed(content(letter), account.key)
        kind = {"Content-Type": "application/json"}
        self.outbox.put(Sent(letter.hook.url, body, kind, told))

    def fail(self, letter: Letter) -> None:
        """Put a request off, or stop the hook after a day."""
        again = self.clock.now() + AGAIN_AFTER
        if again - letter.first_at > GIVE_UP_AFTER:
            letter.hook.status = "stopped"
        else:
            self.late.append((again, replace(letter, tries=letter.tries + 1)))


def listens(hook: Hook, event: Row) -> bool:
    """Say whether a hook asked for an event; a list of values means statuses or lists."""
    wanted = hook.events.get(str(event["event_name"]))
    if wanted is None or wanted == "*":
        return wanted == "*"
    data = event["event_data"]
    told = json.dumps(data)
    return any(json.dumps(one) in told or one in told for one in wanted.split(","))


def content(letter: Letter) -> Row:
    """Return the body of a request in the form its hook asked for."""
    if letter.hook.single:
        event = dict(letter.events[0])
        data = event.pop("event_data")
        flat = data if isinstance(data, dict) else {}
        return {"auth": "", "login": LOGIN, **event, **flat, "retry_count": letter.tries}
    user = {"login": LOGIN, "events": list(letter.events)}
    return {"auth": "", "events_by_user": [user], "retry_count": letter.tries}


def signed(body: Row, key: str) -> bytes:
    """Return the body with `auth`: the MD5 of the body that has the key in that place."""
    text = json.dumps({**body, "auth": key}, ensure_ascii=False)
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return text.replace(key, digest, 1).encode()
