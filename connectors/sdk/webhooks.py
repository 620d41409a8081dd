"""What arrives from a service: the request, the items in it, or why it is not let in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from connectors.sdk.auth import Credentials
from connectors.sdk.json_types import Json


class HookRefused(Exception):
    """The request is not stored; `status` and `code` are what its sender is told."""

    status: ClassVar[int] = 400
    code: str = "payload_rejected"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class PayloadRejected(HookRefused):
    """The body cannot be read as what it says it is."""


class SignatureRejected(HookRefused):
    """The request does not prove who sent it."""

    status = 401
    code = "signature_rejected"


@dataclass(slots=True)
class HookRequest:
    """One request as it arrived: header names in lower case, the body as bytes."""

    method: str
    query: Mapping[str, Json]
    headers: Mapping[str, str]
    raw: bytes
    received_at: datetime
    credentials: Credentials
    settings: Mapping[str, Json]

    @property
    def content_type(self) -> str:
        """The Content-Type header; empty when there is none."""
        return self.headers.get("content-type", "")


@dataclass(slots=True)
class Item:
    """One event; `id` is the sender's own, so that a repeat is recognised.

    `stamp` tells one change of a thing from its next (a trigger of changes sets it, a trigger of
    new things does not); `at` is when it happened at the service, if it says.
    """

    payload: Json
    id: str | None = None
    stamp: str | None = None
    at: datetime | None = None


@dataclass(slots=True)
class Received:
    """The events in one request, oldest first."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the sender is answered at once."""

    status: int = 200
    body: str = "ok"
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Probe:
    """A request that only asks whether the address works: answered, and nothing is stored."""

    answer: HookAnswer = HookAnswer()
