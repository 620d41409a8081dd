"""Lists: filters in brackets, order, search, pages; and how one entity is shown."""

import re
from collections.abc import Callable, Mapping, Sequence

from aiohttp import web

from tests.services.amocrm.account import Account
from tests.services.amocrm.problems import Refused, Thing, hal

BRACKET = re.compile(r"\[([^\]]*)\]")
SPANS = ("price", "created_at", "updated_at", "closed_at", "closest_task_at")
CHOICES = ("id", "name", "pipeline_id", "created_by", "updated_by", "responsible_user_id")
ORDERS = ("created_at", "updated_at", "id")
LIMIT_MAX = 250
Keep = Callable[[Thing], bool]


def filters(query: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> list[Keep]:
    """Return what the filters of a query keep; an unknown filter is refused."""
    kept: list[Keep] = []
    choices: dict[str, set[str]] = {}
    stages: dict[str, dict[str, str]] = {}
    for name, value in pairs:
        if not name.startswith("filter["):
            continue
        field, *rest = BRACKET.findall(name)
        if field in SPANS and rest in (["from"], ["to"]):
            kept.append(_span(field, rest[0], int(value)))
        elif field in CHOICES:
            choices.setdefault(field, set()).add(value)
        elif field == "statuses" and len(rest) == 2:
            stages.setdefault(rest[0], {})[rest[1]] = value
        elif field == "custom_fields_values" and rest:
            kept.append(_has_value(int(rest[0]), value))
        else:
            raise Refused(400, f"Unknown filter {name}")
    kept += [_among(field, values) for field, values in choices.items()]
    if stages:
        kept.append(_at_stage(list(stages.values())))
    return kept


def _span(field: str, side: str, limit: int) -> Keep:
    if side == "from":
        return lambda one: (one.get(field) or 0) >= limit
    return lambda one: (one.get(field) or 0) <= limit


def _among(field: str, values: set[str]) -> Keep:
    return lambda one: str(one.get(field)) in values


def _at_stage(wanted: list[dict[str, str]]) -> Keep:
    if any(set(one) != {"pipeline_id", "status_id"} for one in wanted):
        raise Refused(400, "A stage is a pair of pipeline_id and status_id")
    pairs = {(one["pipeline_id"], one["status_id"]) for one in wanted}
    return lambda one: (str(one.get("pipeline_id")), str(one.get("status_id"))) in pairs


def _has_value(field_id: int, value: str) -> Keep:
    return lambda one: any(
        str(each["value"]) == value
        for field in one.get("custom_fields_values") or []
        if field["field_id"] == field_id
        for each in field["values"]
    )


def matches(entity: Thing, wanted: str) -> bool:
    """Say whether the search finds an entity: by name or by any filled field, phones by digits."""
    values = [
        str(each["value"])
        for field in entity.get("custom_fields_values") or []
        for each in field["values"]
    ]
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= 7 and any(digits in re.sub(r"\D", "", one) for one in values):
        return True
    return any(wanted.casefold() in one.casefold() for one in [entity["name"], *values])


def entities(account: Account, kind: str, request: web.Request) -> web.Response:
    """Answer a list of entities."""
    query = request.query
    bin_ = "only_deleted" in query.get("with", "")
    keeps = filters(query, list(query.items()))
    found = [one for one in account.entities[kind].values() if one["is_deleted"] == bin_]
    found = [one for one in found if all(keep(one) for keep in keeps)]
    if wanted := query.get("query"):
        seen_until = account.clock.unix() - account.search_lag_s
        found = [one for one in found if matches(one, wanted) and one["created_at"] <= seen_until]
    found = ordered(found, query)
    shown = [show(account, kind, one, query.get("with", ""), request) for one in found]
    return page(request, kind, shown)


def ordered(found: list[Thing], query: Mapping[str, str]) -> list[Thing]:
    """Return the entities in the order asked for, else as they were made."""
    for name, direction in query.items():
        if name.startswith("order["):
            field = name[6:-1]
            if field not in ORDERS or direction not in {"asc", "desc"}:
                raise Refused(400, f"Unknown order {name}")
            return sorted(found, key=lambda one: one[field], reverse=direction == "desc")
    return found


def page(
    request: web.Request, name: str, rows: Sequence[Thing], *, most: int = LIMIT_MAX
) -> web.Response:
    """Answer one page; an empty one is 204 without a body."""
    limit, number = int(request.query.get("limit", "50")), int(request.query.get("page", "1"))
    if not 1 <= limit <= most or number < 1:
        raise Refused(400, "The limit or the page is out of range")
    start = (number - 1) * limit
    if not rows[start : start + limit]:
        return web.Response(status=204)
    links = {"self": {"href": str(request.url)}}
    if start + limit < len(rows):
        links["next"] = {"href": str(request.url.update_query(page=number + 1))}
    return hal({"_page": number, "_links": links, "_embedded": {name: rows[start : start + limit]}})


def show(account: Account, kind: str, one: Thing, with_: str, request: web.Request) -> Thing:
    """Return an entity as the API shows it; some links only `with` them."""
    embedded: Thing = {"tags": one["tags"]}
    if kind != "companies":
        embedded["companies"] = [{"id": id_} for id_, _ in _linked(account, kind, one, "companies")]
    if kind == "leads" and "contacts" in with_:
        contacts = _linked(account, kind, one, "contacts")
        embedded["contacts"] = [{"id": id_, "is_main": is_main} for id_, is_main in contacts]
    if kind != "leads" and "leads" in with_:
        embedded["leads"] = [{"id": id_} for id_, _ in _linked(account, kind, one, "leads")]
    href = str(request.url.origin() / f"api/v4/{kind}/{one['id']}")
    shown = {name: value for name, value in one.items() if name != "tags"}
    return {**shown, "_links": {"self": {"href": href}}, "_embedded": embedded}


def _linked(account: Account, kind: str, one: Thing, to: str) -> list[tuple[int, bool]]:
    found: list[tuple[int, bool]] = account.linked(kind, one["id"], to)
    return found
