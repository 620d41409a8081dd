"""A person's browser: signed in, with cookies, following no redirect by itself."""

import json
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from tests.installation import OWNER, Installation


class Browser:
    """The owner of an installation, in front of its pages."""

    def __init__(self, product: Installation) -> None:
        self._home = f"http://127.0.0.1:{product.port}"
        self._cookies: dict[str, str] = {}
        self.open("/")
        login = {"email": OWNER[1], "password": OWNER[3]}
        status, _ = self.open("/_allauth/browser/v1/auth/login", login)
        assert status == 200

    def open(self, url: str, content: Any = None) -> tuple[int, str]:
        """Open a page, or post to it; returns the status and where it leads."""
        parts = urlsplit(url if "://" in url else self._home + url)
        line = HTTPConnection(parts.netloc, timeout=20)
        try:
            method = "GET" if content is None else "POST"
            body = None if content is None else json.dumps(content)
            line.request(method, f"{parts.path}?{parts.query}", body, self._headers())
            answer = line.getresponse()
            answer.read()
            for given in answer.headers.get_all("Set-Cookie") or ():
                self._cookies |= {name: one.value for name, one in SimpleCookie(given).items()}
            return answer.status, answer.getheader("Location") or ""
        finally:
            line.close()

    def sign_in_at(self, consent_page: str) -> str:
        """Follow a connection's sign-in address, say yes there and come back; returns the end."""
        _, there = self.open(consent_page)
        _, back = self.open(f"{there}&consent=yes")
        _, home = self.open(back)
        return home

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        token = self._cookies.get("csrftoken", "")
        kinds = {"Content-Type": "application/json", "Accept": "text/html,application/json"}
        return {**kinds, "Cookie": cookies, "X-CSRFToken": token, "Referer": f"{self._home}/"}
