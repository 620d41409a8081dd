"""What a run sends the caller of a webhook: its `respond` step's reply, or that it has ended."""

from dataclasses import dataclass

import orjson

from engine.flow.definition import Answer


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, header pairs and body; travels to the waiting receiver as one message."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    @classmethod
    def of(cls, answer: Answer) -> "Reply":
        """Return the answer as HTTP wants it: text as it is, anything else as JSON."""
        if isinstance(answer.body, str):
            return cls(answer.status, tuple(answer.headers.items()), answer.body)
        headers = {"content-type": "application/json", **answer.headers}
        text = "" if answer.body is None else orjson.dumps(answer.body).decode()
        return cls(answer.status, tuple(headers.items()), text)

    def to_message(self, event_id: str) -> bytes:
        """Write the reply for the receiver that holds the event's request open."""
        message = {
            "event": event_id,
            "status": self.status,
            "headers": self.headers,
            "body": self.body,
        }
        return orjson.dumps(message)

    @classmethod
    def from_message(cls, message: bytes) -> "tuple[str, Reply | None]":
        """Read a message: the event's id and the reply, None of a run that has just ended."""
        data = orjson.loads(message)
        if "status" not in data:
            return data["event"], None
        headers = tuple((name, value) for name, value in data["headers"])
        return data["event"], cls(data["status"], headers, data["body"])


def end_message(event_id: str) -> bytes:
    """Write that a run of the event has ended: no reply comes from it any more."""
    return orjson.dumps({"event": event_id})
