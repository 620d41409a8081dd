"""Talking to API v4: addresses, empty answers, and what a refused row is told."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Unpack

from connectors import sdk

PREFIX = "/api/v4"
HOSTS = (".amocrm.ru", ".amocrm.com", ".kommo.com")
HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]{1,63}){2}")
ROW = "row-"
REFUSED = frozenset({400, 422})
# The links that entities come with only when asked for.
WITH = {"leads": "contacts", "contacts": "leads", "companies": "leads"}
PAGES = sdk.NumberedPages(size=250, size_param="limit", more="_links.next")

Row = Mapping[str, sdk.Json]


def base_url(secrets: Mapping[str, str], _settings: Mapping[str, sdk.Json]) -> str | None:
    """Return the address of the account; a host that is not the service's gets no requests."""
    host = secrets.get("host", "").strip().lower()
    host = host.removeprefix("https://").partition("/")[0]
    if host and "." not in host:
        host = f"{host}{HOSTS[0]}"
    return f"https://{host}" if HOST.fullmatch(host) and host.endswith(HOSTS) else None


async def ask(call: sdk.Call, method: str, path: str, **options: Unpack[sdk.Options]) -> sdk.Json:
    """Make a request and return its answer, None for an empty one; refusals tell the reasons."""
    options["expect"] = lambda status: 200 <= status < 300 or status in REFUSED
    answer = await sdk.patiently(partial(call.request, method, f"{PREFIX}{path}", **options))
    if answer.status in REFUSED:
        raise refusal(answer, call.login)
    return answer.json() if answer.body else None


async def get(
    call: sdk.Call, path: str, params: Mapping[str, sdk.Json] | None = None
) -> Row | None:
    """Return one thing; None when there is none, which amoCRM says in two ways."""
    try:
        found = await ask(call, "GET", path, params=params)
    except sdk.InputRejected as refused:
        if refused.status == 404:
            return None
        raise
    return found if isinstance(found, Mapping) else None


async def rows(
    call: sdk.Call, path: str, items: str, params: Mapping[str, sdk.Json] | None = None
) -> list[Row]:
    """Return the first page of a list, 250 rows at most."""
    asked = {"limit": PAGES.size, **(params or {})}
    return objects(await ask(call, "GET", path, params=asked), f"_embedded.{items}")


async def page(
    call: sdk.Call, request: sdk.FilledRequest, items: str, number: str | None
) -> sdk.Page[Row]:
    """Return one page of a list."""
    read = partial(sdk.read_page, call, request, PAGES, items=f"_embedded.{items}", page=number)
    found = await sdk.patiently(read)
    return sdk.Page(objects(found.items, ""), found.next)


def listing(path: str, params: Mapping[str, sdk.Json] | None = None) -> sdk.FilledRequest:
    """Return the request for a list that is walked page by page."""
    return sdk.FilledRequest("GET", f"{PREFIX}{path}", dict(params or {}), None, None, {})


def objects(answer: sdk.Json, path: str) -> list[Row]:
    """Return the rows at a path of an answer that may be empty."""
    return [one for one in sdk.rows_at(answer, path) if isinstance(one, Mapping)]


def refusal(answer: sdk.Answer, login: sdk.Login) -> sdk.RowsRejected:
    """Return the error of a refused write: which rows, which fields, and why."""
    told = _told(answer)
    rows = {
        _index(one.get("request_id")): _reasons(one)
        for one in objects(told.get("validation-errors", ()), "")
    }
    reasons = "; ".join(dict.fromkeys(rows.values())) or sdk.as_text(told.get("detail") or "")
    message = login.mask(f"amoCRM refused the data: {reasons or answer.status}.")
    known = {index: reason for index, reason in rows.items() if index is not None}
    return sdk.RowsRejected(
        message, known, status=answer.status, answer=login.mask(answer.excerpt())
    )


def _told(answer: sdk.Answer) -> Row:
    try:
        told = answer.json()
    except sdk.ServiceUnavailable:
        return {}
    return told if isinstance(told, Mapping) else {}


def _index(request_id: sdk.Json) -> int | None:
    text = sdk.as_text(request_id).removeprefix(ROW)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _reasons(row: Row) -> str:
    found = objects(row.get("errors", ()), "")
    return "; ".join(
        ": ".join(sdk.as_text(one[name]) for name in ("path", "detail") if one.get(name))
        for one in found
    )


def named(bodies: Sequence[tuple[int, Row]]) -> list[sdk.Json]:
    """Return the rows of a batch with the names by which answers tell of them."""
    return [{**body, "request_id": f"{ROW}{index}"} for index, body in bodies]


def ids_of(answer: sdk.Json, items: str) -> dict[int, str]:
    """Return the ids of written rows by the place that their names carry."""
    found: dict[int, str] = {}
    for one in objects(answer, f"_embedded.{items}"):
        index = _index(one.get("request_id"))
        if index is not None and one.get("id"):
            found[index] = sdk.as_text(one["id"])
    return found


def first_id(answer: sdk.Json, items: str) -> int:
    """Return the id of the one thing that was written."""
    found = objects(answer, f"_embedded.{items}") if isinstance(answer, Mapping) else []
    id_ = found[0].get("id") if found else None
    if not isinstance(id_, int):
        raise silent()
    return id_


def silent() -> sdk.ServiceUnavailable:
    """Return the error of a write that may have happened, as the answer does not tell."""
    return sdk.ServiceUnavailable(
        "amoCRM does not tell what it made.", code="answer_unreadable", outcome="unknown"
    )


def whole(inputs: Mapping[str, sdk.Json], name: str) -> int | None:
    """Return an id that came as a number or as text; None when it was not given."""
    value = inputs.get(name)
    if value is None or value == "":
        return None
    text = sdk.as_text(value).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise sdk.InputRejected(
            f"{name} must be an id.", code="input_wrong_kind", field=name, wanted="integer"
        )
    return int(text)
