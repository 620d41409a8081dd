"""Slack: messages by bot token or incoming webhook. Quirks are in this folder's README.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors import sdk
from connectors.sdk.errors import retry_after_s

LOGIN_REFUSED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
    | {"invalid_token", "action_prohibited", "no_service", "no_team", "no_active_hooks"}
)
TOO_MANY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
ITS_OWN_FAULT = frozenset({"rollup_error", "internal_error", "fatal_error", "service_unavailable"})
ABOUT_CHANNEL = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
# What a webhook answers to a message without a text: it is there, and nothing was posted.
WEBHOOK_IS_THERE = frozenset({"no_text", "invalid_payload"})
ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, kw_only=True)
class BotOrWebhook(sdk.Auth):
    """A bot's token, which signs requests to the Web API, or the address of one channel."""

    kind: sdk.AuthKind = "api_key"
    fields: tuple[sdk.Field, ...] = (
        sdk.Field("token", "secret"),
        sdk.Field("webhook_url", "secret"),
    )

    def sign(self, headers: dict[str, str], query: dict[str, str], login: sdk.Login) -> None:
        """Add the token, where there is one."""
        if token := login.credentials.get("token"):
            headers["Authorization"] = f"Bearer {token}"


async def ask(call: sdk.Call, method: str, body: Mapping[str, sdk.Json]) -> sdk.JsonObject:
    """Call a method of the Web API, which says in the body whether it worked."""
    answer = await call.request("POST", f"/{method}", json=body)
    told = answer.json()
    if not isinstance(told, Mapping):
        raise refusal(str(told), answer.status)
    if told.get("ok") is True:
        return told
    if told.get("error") == "missing_scope":
        said = f"missing_scope: {told.get('needed')}"
        raise sdk.CredentialsRejected(said, code="missing_scope", status=answer.status, answer=said)
    raise refusal(str(told.get("error")), answer.status)


async def post(call: sdk.Call, url: str, body: Mapping[str, sdk.Json]) -> None:
    """Hand a message to an incoming webhook, which answers in plain words."""
    answer = await call.raw("POST", url, json=body)
    if not answer.ok:
        pause = retry_after_s(answer.headers.get("Retry-After"), call.door.now())
        raise refusal(answer.excerpt().strip(), answer.status, retry_after=pause)


def refusal(said: str, status: int, *, retry_after: float | None = None) -> sdk.ConnectorError:
    """Sort what Slack says is wrong by what to do next."""
    if said in LOGIN_REFUSED:
        return sdk.CredentialsRejected("Slack does not accept the login.", status=status)
    if said in TOO_MANY or status == 429:
        return sdk.RateLimited("Too many messages.", status=status, retry_after=retry_after)
    if said in ITS_OWN_FAULT or status >= 500:
        return sdk.ServiceUnavailable("Slack has failed.", status=status, outcome="unknown")
    if said in ABOUT_CHANNEL or said == "channel_is_archived":
        return sdk.InputRejected(said, code=said, field="channel", status=status, answer=said)
    return sdk.InputRejected("Slack refuses the message.", status=status, answer=said)


def webhook_of(call: sdk.Call) -> str | None:
    """Return the connection's webhook; a connection without any way in is refused."""
    url, token = (call.login.credentials.get(name) for name in ("webhook_url", "token"))
    if not url and not token:
        raise sdk.CredentialsRejected("Neither a token nor a webhook.", code="no_way_in")
    return None if token else url


async def check(call: sdk.Call) -> str:
    """Ask whose token it is; a webhook is offered a message without a text, which it refuses."""
    url = webhook_of(call)
    if url is None:
        told = await ask(call, "auth.test", {})
        return f"{told.get('team')} ({told.get('user')})"
    try:
        await post(call, url, {"text": ""})
    except sdk.InputRejected as refused:
        if refused.answer not in WEBHOOK_IS_THERE:
            raise
    return ""


async def send_message(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> sdk.Json:
    """Send a message to a channel and return where it stands; a webhook does not tell."""
    text = str(inputs["text"])
    body = {
        "text": escaped(text) if inputs.get("plain") else text,
        "thread_ts": inputs.get("thread") or None,
    }
    wanted = {name: value for name, value in body.items() if value is not None}
    url = webhook_of(call)
    if url is not None:
        await post(call, url, wanted)
        return {"channel": None, "ts": None}
    channel = inputs.get("channel")
    if not channel:
        raise sdk.InputRejected("channel is required.", code="input_required", field="channel")
    told = await ask(call, "chat.postMessage", {**wanted, "channel": channel})
    return {"channel": told.get("channel"), "ts": told.get("ts")}


def escaped(text: str) -> str:
    """Return the text so that Slack shows it as it is."""
    for letter, entity in ENTITIES:
        text = text.replace(letter, entity)
    return text


connector = sdk.Connector(
    slug="slack",
    auth=(BotOrWebhook(check=check),),
    base_url="https://slack.com/api",
    limits=sdk.Limits(calls=1),
    actions=(
        sdk.Action(
            "send_message",
            fields=(
                sdk.Field("channel"),
                sdk.Field("text", "text_long", required=True),
                sdk.Field("plain", "boolean"),
                sdk.Field("thread"),
            ),
            run=send_message,
            sample={"channel": "C0123", "ts": "1767225600.000100"},
        ),
    ),
)
