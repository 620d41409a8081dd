"""All that an installation keeps, says and hands on, searched for what must not be there."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, quote_plus

from psycopg import sql
from redis import Redis

from tests.contracts.routes import every_call
from tests.installation import Installation

TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public'
"""
THE_END = "enough was heard"


def forms(secret: str) -> set[str]:
    """Return a secret as it may stand in a text: plain, in an address, in any base64."""
    found = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    for lead in range(3):
        # Letters at both ends depend on what stands beside the secret.
        code = b64encode(b"x" * lead + secret.encode()).decode().rstrip("=")
        found.add(code[4 if lead else 0 : -2])
    return found


class Traces:
    """Where one of the forms of some secrets was found."""

    def __init__(self, product: Installation, secrets: Mapping[str, str]) -> None:
        self._product = product
        self._forms = {name: forms(secret) for name, secret in secrets.items()}
        self.found: set[str] = set()
        self._heard: list[str] = []

    def look_in(self, place: str, text: str) -> None:
        """Note the secrets that stand in a text."""
        for name, ways in self._forms.items():
            at = max(text.find(way) for way in ways)
            if at >= 0:
                self.found.add(f"{name} in {place}: {text[max(0, at - 60) : at + 60]!r}")

    def look_in_database(self) -> int:
        """Look at every row of every table; returns how many tables there are."""
        with self._product.database() as db:
            tables = [str(row[0]) for row in db.execute(TABLES).fetchall()]
            for table in tables:
                query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
                for (text,) in db.execute(query):
                    self.look_in(table, text)
        return len(tables)

    def look_in_files(self) -> None:
        """Look at what was printed and logged."""
        for log in self._product.home.rglob("*.log"):
            self.look_in(log.name, log.read_text("utf-8", "replace"))

    def look_in_answers(self, ids: Mapping[str, Iterable[str]]) -> int:
        """Ask for all that can be read, with the ids of each noun; returns how many answered."""
        asked = 0
        for call in every_call():
            # One never ends, one leads a browser away.
            if call.method != "get" or call.noun in ("events", "oauth"):
                continue
            for an_id in ids.get(call.noun, ()) if call.has_id else [""]:
                path = call.address(an_id).removeprefix("/api/v1")
                status, body = self._product.request("GET", path)
                asked += status == 200
                self.look_in(f"GET {call.route}: {status}", body.decode("utf-8", "replace"))
        return asked

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear everything that goes through Valkey meanwhile, tasks and their arguments too."""
        with Redis.from_url(self._product.valkey_url) as valkey, valkey.monitor() as monitor:
            listener = threading.Thread(target=self._listen, args=(monitor,))
            listener.start()
            try:
                yield
            finally:
                with Redis.from_url(self._product.valkey_url) as other:
                    other.publish("listeners", THE_END)
                listener.join()
        assert self._heard
        self.look_in("Valkey", "\n".join(self._heard))

    def _listen(self, monitor: Any) -> None:
        for command in monitor.listen():
            self._heard.append(json.dumps(command["command"]))
            if THE_END in command["command"]:
                return
