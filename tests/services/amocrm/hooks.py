"""Webhooks: who asked to be told of what, and changes written the old way, in brackets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.services.amocrm.account import Account, Change
from tests.services.amocrm.problems import Refused, Thing
from tests.services.kit import Outbox, Sent

VERBS = ("add", "update", "delete", "restore", "responsible", "note")
EVENTS = frozenset(
    {f"{verb}_{one}" for verb in VERBS for one in ("lead", "contact", "company")}
    | {f"{verb}_task" for verb in ("add", "update", "delete", "responsible")}
    | {"status_lead"}
)
ROOTS = {"leads": "leads", "contacts": "contacts", "companies": "contacts", "tasks": "task"}
SINGULAR = {"leads": "lead", "contacts": "contact", "companies": "company", "tasks": "task"}
HOOKS_MAX = 100
BAD_ANSWERS_MAX = 5
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Hook:
    """One registered address."""

    id: int
    destination: str
    settings: list[str]
    created_at: int
    disabled: bool = False
    bad_answers: int = 0

    def shown(self, account: Account) -> Thing:
        """Return it as the API lists it."""
        return {
            "id": self.id,
            "destination": self.destination,
            "created_at": self.created_at,
            "updated_at": self.created_at,
            "account_id": account.id,
            "created_by": 77,
            "sort": 0,
            "disabled": self.disabled,
            "settings": self.settings,
        }

    def told(self, status: int | None) -> None:
        """Count bad answers; after many of them nothing more is sent."""
        good = status is not None and 200 <= status < 300
        self.bad_answers = 0 if good else self.bad_answers + 1
        self.disabled = self.disabled or self.bad_answers >= BAD_ANSWERS_MAX


@dataclass
class Hooks:
    """The account's webhooks."""

    account: Account
    outbox: Outbox
    host: str = "https://sub.amocrm.ru"
    registered: dict[str, Hook] = field(default_factory=dict)

    def register(self, asked: Mapping[str, Any]) -> Hook:
        """Register an address; the same address again is changed."""
        destination, settings = asked.get("destination"), asked.get("settings")
        if not self.account.is_admin:
            raise Refused(403, "Only an administrator may do this")
        if not isinstance(destination, str) or not destination.startswith("http"):
            raise Refused(400, "The destination is not an address")
        if not isinstance(settings, list) or not settings or not EVENTS.issuperset(settings):
            raise Refused(400, "The settings name an unknown event")
        if destination not in self.registered and len(self.registered) >= HOOKS_MAX:
            raise Refused(422, "There are too many webhooks")
        hook = Hook(self.account.new_id(), destination, settings, self.account.clock.unix())
        self.registered[destination] = hook
        return hook

    def forget(self, asked: Mapping[str, Any]) -> None:
        """Take an address away."""
        if self.registered.pop(str(asked.get("destination")), None) is None:
            raise Refused(404, "There is no such webhook")

    def tell(self, changes: Sequence[Change]) -> None:
        """Send what happened in one request to each address that wants any of it."""
        for hook in self.registered.values():
            wanted = [one for one in changes if event(one) in hook.settings]
            if wanted and not hook.disabled:
                body = encode(self.payload(wanted))
                self.outbox.put(Sent(hook.destination, body.encode(), FORM, hook.told))

    def payload(self, changes: Sequence[Change]) -> Thing:
        """Return the request's content, still nested."""
        roots: Thing = {}
        for one in changes:
            root = roots.setdefault(ROOTS[one.kind], {})
            root.setdefault(one.verb, []).append(old_style(self.account, one))
        account = self.account
        links = {"self": self.host}
        return {
            **roots,
            "account": {"id": account.id, "subdomain": account.subdomain, "_links": links},
        }


def event(change: Change) -> str:
    """Return the code by which a hook asks for a change."""
    return f"{change.verb}_{SINGULAR[change.kind]}"


def old_style(account: Account, change: Change) -> Thing:
    """Return one item with the names that hooks have kept from the old API."""
    one = change.entity
    if change.verb == "delete":
        left = ("id", "status_id", "pipeline_id")
        return {name: one[name] for name in left if name in one}
    item: Thing = {"id": one["id"]}
    same = ("name", "status_id", "pipeline_id", "price", "responsible_user_id", "text")
    item |= {name: one[name] for name in same if name in one}
    if change.kind in {"contacts", "companies"}:
        item["type"] = SINGULAR[change.kind]
        leads = [id_ for id_, _ in account.linked(change.kind, one["id"], "leads")]
        item["linked_leads_id"] = {str(id_): {"ID": id_} for id_ in leads}
    before = change.before
    if change.verb == "status":
        item["old_status_id"] = before["status_id"]
        if before["pipeline_id"] != one["pipeline_id"]:
            item["old_pipeline_id"] = before["pipeline_id"]
    if change.verb == "responsible":
        item["old_responsible_user_id"] = before["responsible_user_id"]
    item |= {
        "last_modified": one["updated_at"],
        "modified_user_id": one["updated_by"],
        "created_user_id": one["created_by"],
        "date_create": one["created_at"],
        "created_at": one["created_at"],
        "updated_at": one["updated_at"],
        "account_id": account.id,
        "tags": [{"id": tag["id"], "name": tag["name"]} for tag in one.get("tags", [])],
        "custom_fields": [_old_field(each) for each in one.get("custom_fields_values") or []],
    }
    return item


def _old_field(one: Thing) -> Thing:
    if one["field_type"] in {"date", "date_time", "birthday"}:
        values: list[Any] = [each["value"] for each in one["values"]]
    else:
        values = [_old_value(each) for each in one["values"]]
    code = {"code": one["field_code"]} if one["field_code"] else {}
    return {"id": one["field_id"], "name": one["field_name"], **code, "values": values}


def _old_value(one: Thing) -> Thing:
    enum = {"enum": one["enum_id"]} if one.get("enum_id") else {}
    return {"value": one["value"], **enum}


def encode(content: Mapping[str, Any]) -> str:
    """Write nested content as a form with brackets, every value a text."""
    return urlencode(list(_flat(content)))


def _flat(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for name, one in content.items():
            yield from _flat(one, f"{path}[{name}]" if path else str(name))
    elif isinstance(content, list):
        for place, one in enumerate(content):
            yield from _flat(one, f"{path}[{place}]")
    else:
        yield path, _text(content)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
