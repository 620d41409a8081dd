"""Calls of the classic API: everything in the body, errors inside answers of status 200."""

import html
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from connectors import sdk

ORIGIN = "https://api.unisender.com"
LANGUAGES = ("ru", "en")
LIMIT_WINDOW_S = 60.0

ERRORS: Mapping[str, type[sdk.ConnectorError]] = {
    "invalid_api_key": sdk.CredentialsRejected,
    "access_denied": sdk.PlanLimit,
    "not_enough_money": sdk.PlanLimit,
    "retry_later": sdk.ServiceUnavailable,
    "api_call_limit_exceeded_for_api_key": sdk.RateLimited,
    "api_call_limit_exceeded_for_ip": sdk.RateLimited,
}
# These have words of their own; the others are told in Unisender's.
NAMED = frozenset({"access_denied", "not_enough_money", "too_many_double_optins"})


async def ask(
    call: sdk.Call,
    method: str,
    params: Mapping[str, sdk.Json] | None = None,
    *,
    reads: bool = False,
) -> sdk.Json:
    """Call a method and return its result; `reads` claims that it changes nothing."""
    key = call.login.credentials["value"]
    form = {"format": "json", "api_key": key, **dict(flattened(params or {}))}
    try:
        answer = await call.request("POST", path(call, method), form=form)
        return result(call, answer)
    except sdk.ConnectorError as error:
        if reads:
            error.outcome = "error"
        raise


def path(call: sdk.Call, method: str) -> str:
    """Return the method's path; an address of one's own that ends in /api is complete."""
    if urlsplit(call.login.base_url or "").path.rstrip("/").endswith("/api"):
        return f"/{method}"
    return f"/{call.settings.get('language') or LANGUAGES[0]}/api/{method}"


def flattened(value: sdk.Json, name: str = "") -> Iterator[tuple[str, str]]:
    """Write values as PHP reads them: `data[0][1]`, yes and no as 1 and 0, no absent ones."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from flattened(one, f"{name}[{key}]" if name else key)
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from flattened(one, f"{name}[{place}]")
    elif isinstance(value, bool):
        yield name, str(int(value))
    elif value is not None:
        yield name, sdk.as_text(value)


def result(call: sdk.Call, answer: sdk.Answer) -> sdk.Json:
    """Return the result, its warnings beside it; an error inside is raised by its code."""
    body = answer.json()
    if isinstance(body, Mapping) and "error" in body:
        raise refusal(call, body, answer)
    if not isinstance(body, Mapping) or "result" not in body:
        raise sdk.ServiceUnavailable(
            "The answer has neither a result nor an error.",
            code="answer_unreadable",
            status=answer.status,
            answer=call.login.mask(answer.excerpt()),
            outcome="unknown",
        )
    found, warnings = tidy(body["result"]), texts(body.get("warnings"))
    return {**found, "warnings": warnings} if isinstance(found, Mapping) and warnings else found


def refusal(call: sdk.Call, body: Mapping[str, sdk.Json], answer: sdk.Answer) -> sdk.ConnectorError:
    """Return the error that an answer's code means; a code we do not know is about the data."""
    code = str(body.get("code") or "")
    kind = ERRORS.get(code, sdk.InputRejected)
    return kind(
        call.login.mask(said(body, "error")),
        code=code if code in NAMED else None,
        status=answer.status,
        answer=call.login.mask(answer.excerpt()),
        retry_after=LIMIT_WINDOW_S if kind is sdk.RateLimited else None,
    )


def texts(warnings: sdk.Json) -> list[sdk.Json]:
    """Return the texts of warnings."""
    found = warnings if isinstance(warnings, list) else []
    return [said(one, "warning") for one in found if isinstance(one, Mapping)]


def said(told: Mapping[str, sdk.Json], name: str) -> str:
    """Return a text for people, which comes escaped for HTML."""
    return html.unescape(text(told, name))


def tidy(value: sdk.Json, name: str = "") -> sdk.Json:
    """Return an answer with its ids as text and its moments as ISO 8601; own fields stay."""
    if isinstance(value, Mapping):
        return {key: one if key == "fields" else tidy(one, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(one, name.removesuffix("s")) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and is_id(name):
        return str(value)
    if isinstance(value, str) and is_moment(value):
        return f"{value[:10]}T{value[11:]}Z"
    return value


def is_id(name: str) -> bool:
    """Say whether a name is that of an id."""
    return name == "id" or name.endswith(("_id", "Id"))


def is_moment(text: str) -> bool:
    """Say whether a text is a moment as Unisender writes it, in UTC: 2024-03-01 10:00:07."""
    plain = text.translate({ord("-"): None, ord(" "): None, ord(":"): None})
    return len(text) == 19 and text[10] == " " and plain.isdecimal() and len(plain) == 14


def as_object(value: sdk.Json) -> Mapping[str, sdk.Json]:
    """Return an object; an empty one comes as an empty list, as PHP writes it."""
    return value if isinstance(value, Mapping) else {}


def rows(value: sdk.Json) -> list[Mapping[str, sdk.Json]]:
    """Return the rows of a list; anything else is no row."""
    found = value if isinstance(value, list | tuple) else ()
    return [one for one in found if isinstance(one, Mapping)]


def text(inputs: Mapping[str, sdk.Json], name: str) -> str:
    """Return an input as text, empty when it was not given."""
    value = inputs.get(name)
    return "" if value is None else sdk.as_text(value).strip()


def joined(value: sdk.Json) -> str | None:
    """Write a list as Unisender reads it, by comma; None when there is nothing in it."""
    many = value if isinstance(value, list | tuple) else (value,)
    found = [sdk.as_text(one).strip() for one in many if one is not None]
    return ",".join(one for one in found if one) or None
