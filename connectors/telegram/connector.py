"""Telegram Bot API. Its quirks and limits are listed in this folder's README.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors import sdk

MESSAGE_UNITS = 4096
MARKUPS = ("none", "HTML", "MarkdownV2")
TOKEN_WRONG = frozenset({401, 404})


@dataclass(frozen=True, kw_only=True)
class BotToken(sdk.Auth):
    """The token of a bot, which stands in the path of every request."""

    kind: sdk.AuthKind = "api_key"
    fields: tuple[sdk.Field, ...] = (sdk.Field("token", "secret", required=True),)


async def ask(call: sdk.Call, method: str, body: Mapping[str, sdk.Json]) -> sdk.JsonObject:
    """Call a method of the bot and return its result; what Telegram refuses is raised."""
    token = call.login.credentials["token"]
    answer = await call.raw("POST", f"/bot{token}/{method}", json=body)
    told = answer.json()
    if not isinstance(told, Mapping):
        raise sdk.ServiceUnavailable(
            "This is not Telegram's answer.", code="answer_unreadable", outcome="unknown"
        )
    if told.get("ok") is not True:
        raise refusal(told, answer.status)
    result = told.get("result")
    return result if isinstance(result, Mapping) else {}


def refusal(told: sdk.JsonObject, status: int) -> sdk.ConnectorError:
    """Sort what Telegram says is wrong by what to do next."""
    code, said = told.get("error_code", status), str(told.get("description") or "")
    if code in TOKEN_WRONG:
        return sdk.CredentialsRejected("Telegram does not know this token.", status=status)
    if code == 429:
        wait = details(told).get("retry_after")
        pause = float(wait) if isinstance(wait, int | float) else None
        return sdk.RateLimited("Too many messages.", status=status, retry_after=pause)
    if isinstance(code, int) and code >= 500:
        return sdk.ServiceUnavailable("Telegram has failed.", status=status, outcome="unknown")
    name, field = meaning(said, code == 403)
    return sdk.InputRejected(said or "Refused.", code=name, field=field, status=status, answer=said)


def meaning(said: str, is_forbidden: bool) -> tuple[str, str | None]:
    """Return the stable code of a refusal and the field it is about."""
    lowered = said.lower()
    if is_forbidden:
        return "chat_closed", "chat"
    if "chat not found" in lowered:
        return "chat_not_found", "chat"
    if "can't parse entities" in lowered:
        return "bad_markup", "text"
    if "message is too long" in lowered:
        return "text_too_long", "text"
    return "input_rejected", None


def details(told: sdk.JsonObject) -> sdk.JsonObject:
    """Return what Telegram adds to a refusal for programs."""
    found = told.get("parameters")
    return found if isinstance(found, Mapping) else {}


async def check(call: sdk.Call) -> str:
    """Ask who the bot is."""
    bot = await ask(call, "getMe", {})
    return f"@{bot.get('username') or bot.get('id')}"


async def send_message(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> sdk.Json:
    """Send a text to a chat, in as many messages as it needs, and return the ids."""
    body = {
        "chat_id": inputs["chat"],
        "disable_notification": inputs.get("silent") or None,
        "message_thread_id": inputs.get("thread"),
    }
    markup = str(inputs.get("markup") or "none")
    if markup != "none":
        body["parse_mode"] = markup
    wanted = {name: value for name, value in body.items() if value is not None}
    text = str(inputs["text"])
    # Telegram counts what markup leaves, and a cut could tear a tag apart.
    whole = [text] if markup != "none" else list(pieces(text))
    sent = [await ask(call, "sendMessage", {**wanted, "text": part}) for part in whole]
    return {"message_id": sent[-1].get("message_id"), "chat": sent[-1].get("chat")}


def pieces(text: str) -> Iterator[str]:
    """Yield pieces that fit into a message, cut after a line where there is one."""
    while units(text) > MESSAGE_UNITS:
        head = text[:MESSAGE_UNITS]
        while units(head) > MESSAGE_UNITS:
            head = head[: len(head) - (units(head) - MESSAGE_UNITS + 1) // 2]
        cut = head.rfind("\n") + 1 or len(head)
        yield text[:cut]
        text = text[cut:]
        if not text.strip():
            return
    yield text


def units(text: str) -> int:
    """Count as Telegram does: in halves of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


connector = sdk.Connector(
    slug="telegram",
    auth=(BotToken(check=check),),
    base_url="https://api.telegram.org",
    limits=sdk.Limits(calls=25),
    actions=(
        sdk.Action(
            "send_message",
            fields=(
                sdk.Field("chat", required=True),
                sdk.Field("text", "text_long", required=True),
                sdk.Field("markup", "choice", default="none", choices=MARKUPS),
                sdk.Field("silent", "boolean"),
                sdk.Field("thread", "integer"),
            ),
            run=send_message,
            sample={
                "message_id": 51,
                "chat": {"id": 222, "type": "private", "first_name": "Ann", "username": "ann"},
            },
        ),
    ),
)
