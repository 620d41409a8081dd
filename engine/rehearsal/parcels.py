"""What a call would have sent, as a person may see it: decoded, and without secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default as modern
from typing import Any
from urllib.parse import parse_qsl

from yarl import URL

from connectors.sdk import Login, Parcel, Unreadable, read_json
from connectors.sdk.auth import MASK, is_secret_name
from connectors.sdk.exchange import shown_url
from engine.kernel.json_types import Json
from engine.rehearsal.sizes import cut

SHOWN_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Blinds:
    """What must not be seen: the secrets of a login, and those among a step's own inputs."""

    login: Login
    inputs: tuple[str, ...] = ()

    def shown(self, parcel: Parcel) -> dict[str, Any]:
        """Return the request with its body decoded, cut to what a screen can hold."""
        url = parcel.url
        if parcel.url.startswith("http"):
            url = shown_url(URL(parcel.url, encoded=True), self.login)
        headers = {name: self._header(name, one) for name, one in parcel.headers.items()}
        body = self._over(_decoded(parcel))
        return {
            "method": parcel.method,
            "url": self._text(url),
            "headers": headers,
            "body": cut(body, SHOWN_BYTES)[0],
        }

    def _header(self, name: str, value: str) -> str:
        return MASK if is_secret_name(name) else self._text(value)

    def _over(self, value: Json) -> Json:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {self._text(str(name)): self._over(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._over(one) for one in value]
        return value

    def _text(self, text: str) -> str:
        login = self.login
        if text and text in self._secrets:
            return MASK  # however short it is
        for secret in self.inputs:
            text = text.replace(secret, MASK)
        return login.mask(text) if login.credentials else text

    @property
    def _secrets(self) -> tuple[str, ...]:
        known = self.login.auth.secret_names & self.login.credentials.keys()
        return (*self.inputs, *(self.login.credentials[name] for name in known))


def _decoded(parcel: Parcel) -> Json:
    """Return a body as data where it is data, as text where it is text, else its size."""
    if parcel.body is None:
        return None
    if parcel.method == "SMTP":
        return _mail(parcel.body)
    kind = next((v for k, v in parcel.headers.items() if k.lower() == "content-type"), "")
    try:
        if "json" in kind:
            return read_json(parcel.body)
        text = parcel.body.decode()
    except (Unreadable, UnicodeDecodeError):
        return f"({len(parcel.body)} bytes)"
    return _form(text) if "x-www-form-urlencoded" in kind else text


def _form(text: str) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        before = found.get(name)
        many = before if isinstance(before, list) else [before]
        found[name] = value if name not in found else [*many, value]
    return found


def _mail(message: bytes) -> dict[str, Json]:
    mail = message_from_bytes(message, policy=modern)
    told: dict[str, Json] = {
        name.lower().replace("-", "_"): str(mail[name])
        for name in ("From", "To", "Cc", "Reply-To", "Subject")
        if mail[name]
    }
    for kind, name in (("plain", "text"), ("html", "html")):
        part = mail.get_body((kind,))
        if part is not None:
            told[name] = str(part.get_content())
    files: list[Json] = [str(one.get_filename()) for one in mail.iter_attachments()]
    return {**told, "attachments": files} if files else told
