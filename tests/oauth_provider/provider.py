"""The provider as tests use it: a process of its own, a person's browser, and levers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from engine.config.environment import ROOT

CLIENT_ID = "svyazka-at-granary"
CLIENT_SECRET = "canary-client-secret-4711"
REDIRECT_URI = "http://127.0.0.1:8000/api/v1/oauth/callback"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Provider:
    """A running provider at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def agree(self, consent_url: str, person: str = "anna") -> dict[str, str]:
        """Open the consent page as this person and return what the way back carries."""
        status, headers, body = self._ask("GET", consent_url, headers={"Person": person})
        assert status == 302, body
        return dict(parse_qsl(urlsplit(headers["Location"]).query))

    def expire(self) -> None:
        """End every access token."""
        self._ask("POST", f"{self.url}/_expire")

    def revoke(self) -> None:
        """Take every token back."""
        self._ask("POST", f"{self.url}/_revoke")

    def plan(self, **today: str | float) -> None:
        """Let the next token request meet `status` and `body`, or wait `before_s`, `after_s`."""
        self._ask("POST", f"{self.url}/_plan", urlencode(today), FORM)

    @property
    def refreshes(self) -> list[int]:
        """The statuses of all answers to refresh requests, in order."""
        return [one["status"] for one in self._log["asked"] if one["grant"] == "refresh_token"]

    @property
    def planned(self) -> int:
        """How many plans no request has met yet."""
        return int(self._log["planned"])

    @property
    def _log(self) -> Any:
        return json.loads(self._ask("GET", f"{self.url}/_log")[2])

    def _ask(
        self, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        parts = urlsplit(url)
        line = HTTPConnection(parts.netloc, timeout=20)
        try:
            line.request(method, f"{parts.path}?{parts.query}", body, dict(headers or {}))
            answer = line.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        finally:
            line.close()


@contextmanager
def a_provider(folder: Path) -> Iterator[Provider]:
    """Run a provider whose database is in this folder."""
    surroundings = os.environ | {
        "GRANARY_DATABASE": str(folder / "granary.sqlite3"),
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
    }
    command = [sys.executable, "-m", "tests.oauth_provider"]
    with subprocess.Popen(
        [*command, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield Provider(process.stdout.readline().strip())
        finally:
            process.kill()
