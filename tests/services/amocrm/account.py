"""The state of one account, and every change of it with the events it leads to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.services.amocrm.custom_fields import EMAIL_CODES, PHONE_CODES, CustomField, read_values
from tests.services.amocrm.problems import Faults, Refused, Thing
from tests.services.kit import Clock

ENTITIES = ("leads", "contacts", "companies")
TEXTS = ("name", "first_name", "last_name")
NUMBERS = ("price", "responsible_user_id", "pipeline_id", "status_id")
ROBOT = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to an entity; `before` has what a change of stage replaced."""

    kind: str
    verb: str
    entity: Thing
    before: Mapping[str, Any] = field(default_factory=dict)


def codes(first: int, names: Iterable[str]) -> tuple[tuple[int, str, str | None], ...]:
    """Return the enums of a predefined field."""
    return tuple((first + place, name, name) for place, name in enumerate(names))


FIELDS = (
    CustomField(501, "contacts", "Email", "multitext", "EMAIL", codes(901, EMAIL_CODES)),
    CustomField(502, "contacts", "Phone", "multitext", "PHONE", codes(911, PHONE_CODES)),
    CustomField(503, "contacts", "Birthday", "birthday"),
    CustomField(601, "companies", "Email", "multitext", "EMAIL", codes(921, EMAIL_CODES)),
    CustomField(602, "companies", "Phone", "multitext", "PHONE", codes(931, PHONE_CODES)),
    CustomField(603, "companies", "Legal entity", "legal_entity"),
    CustomField(888, "leads", "Source", "text"),
    CustomField(889, "leads", "Area", "numeric"),
    CustomField(890, "leads", "Urgent", "checkbox"),
    CustomField(891, "leads", "Delivery", "date"),
    CustomField(
        892, "leads", "Colour", "select", enums=((12001, "Red", None), (12002, "Blue", None))
    ),
    CustomField(
        893, "leads", "Extras", "multiselect", enums=((13001, "Box", None), (13002, "Card", None))
    ),
)
STAGES = {
    3100: (("Sales", True), ((3101, "Incoming", 1), (3102, "New", 0), (3103, "Talks", 0))),
    3200: (("Service", False), ((3201, "Incoming", 1), (3202, "New", 0))),
}
ENDS = ((142, "Won", 0), (143, "Lost", 0))
USERS = {77: ("Anna Smirnova", "anna@example.org"), 78: ("Oleg Orlov", "oleg@example.org")}


@dataclass
class Account:
    """One account: its entities by kind and id, and what is linked to what."""

    clock: Clock
    id: int = 555
    name: str = "Example LLC"
    subdomain: str = "sub"
    is_paid: bool = True
    is_admin: bool = True
    search_lag_s: float = 0.0
    fields: list[CustomField] = field(default_factory=lambda: list(FIELDS))
    entities: dict[str, dict[int, Thing]] = field(
        default_factory=lambda: {one: {} for one in ENTITIES}
    )
    tasks: dict[int, Thing] = field(default_factory=dict)
    notes: dict[int, Thing] = field(default_factory=dict)
    tags: dict[str, dict[str, int]] = field(default_factory=lambda: {one: {} for one in ENTITIES})
    links: dict[tuple[str, int, str, int], bool] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    _ids: "count[int]" = field(default_factory=lambda: count(9001))

    def fields_of(self, kind: str) -> list[CustomField]:
        """Return the custom fields of a kind of entity."""
        return [one for one in self.fields if one.entity == kind]

    def entity(self, kind: str, id_: int) -> Thing:
        """Return an entity, or refuse."""
        found = self.entities[kind].get(id_)
        if found is None:
            raise Refused(404, "Entity not found")
        return found

    def new_id(self) -> int:
        """Return an id that was never used."""
        return next(self._ids)

    def check(self, kind: str, given: Any, faults: Faults, row: str) -> Thing:
        """Return the part of a row that is written; what is wrong goes to the faults."""
        if not isinstance(given, dict):
            faults.add(row, "InvalidType", "", "This value should be an object.")
            return {}
        for name in TEXTS:
            if not isinstance(given.get(name, ""), str):
                faults.add(row, "InvalidType", name, "This value should be of type string.")
        for name in NUMBERS:
            if not isinstance(given.get(name, 0), int):
                faults.add(row, "InvalidType", name, "This value should be of type int.")
        self._check_choices(given, faults, row)
        written = {name: given[name] for name in (*TEXTS, *NUMBERS) if name in given}
        if "custom_fields_values" in given:
            values = read_values(self.fields_of(kind), given["custom_fields_values"], faults, row)
            named = {_key(one) for one in given["custom_fields_values"] or []}
            written["custom_fields"] = (named, values or [])
        return written

    def _check_choices(self, given: Thing, faults: Faults, row: str) -> None:
        user, pipeline = given.get("responsible_user_id"), given.get("pipeline_id")
        if user is not None and user not in USERS:
            faults.add(row, "NotSupportedChoice", "responsible_user_id", "There is no such user.")
        if pipeline is not None and pipeline not in STAGES:
            faults.add(row, "NotSupportedChoice", "pipeline_id", "There is no such pipeline.")
        elif (stage := given.get("status_id")) is not None and stage not in stages(pipeline):
            faults.add(row, "NotSupportedChoice", "status_id", "There is no such stage.")

    def add(self, kind: str, written: Thing, *, by: int = ROBOT) -> Change:
        """Add an entity of checked parts."""
        id_, now = self.new_id(), self.clock.unix()
        made: Thing = {
            "id": id_,
            "name": "",
            "responsible_user_id": 77,
            "group_id": 0,
            "created_by": by,
            "updated_by": by,
            "created_at": now,
            "updated_at": now,
            "closest_task_at": None,
            "is_deleted": False,
            "custom_fields_values": None,
            "account_id": self.id,
            "tags": [],
        }
        if kind == "leads":
            made |= {"price": 0, "pipeline_id": 3100, "closed_at": None, "loss_reason_id": None}
            pipeline = written.get("pipeline_id", 3100)
            made["status_id"] = STAGES[pipeline][1][1][0]
        if kind == "contacts":
            made |= {"first_name": "", "last_name": ""}
        self.entities[kind][id_] = made
        _write(made, written)
        return self._happened(Change(kind, "add", made))

    def patch(self, kind: str, id_: int, written: Thing, *, by: int = ROBOT) -> list[Change]:
        """Change an entity by checked parts."""
        entity = self.entity(kind, id_)
        before = {name: entity.get(name) for name in NUMBERS}
        _write(entity, written)
        entity |= {"updated_at": self.clock.unix(), "updated_by": by}
        changes = [Change(kind, "update", entity)]
        if any(entity.get(name) != before[name] for name in ("status_id", "pipeline_id")):
            ended = entity["status_id"] in {142, 143}
            entity["closed_at"] = self.clock.unix() if ended else None
            changes.append(Change(kind, "status", entity, before))
        if entity["responsible_user_id"] != before["responsible_user_id"]:
            changes.append(Change(kind, "responsible", entity, before))
        return [self._happened(one) for one in changes]

    def delete(self, kind: str, id_: int) -> Change:
        """Put an entity into the recycle bin."""
        entity = self.entity(kind, id_)
        entity["is_deleted"] = True
        return self._happened(Change(kind, "delete", entity))

    def restore(self, kind: str, id_: int) -> Change:
        """Take an entity out of the recycle bin."""
        entity = self.entity(kind, id_)
        entity["is_deleted"] = False
        return self._happened(Change(kind, "restore", entity))

    def set_tags(self, kind: str, entity: Thing, given: Iterable[Mapping[str, Any]]) -> None:
        """Replace the tags of an entity; a new name makes a new tag."""
        known = self.tags[kind]
        names = {id_: name for name, id_ in known.items()}
        chosen = [one.get("name") or names.get(one.get("id", 0)) for one in given]
        for name in chosen:
            if name and name not in known:
                known[name] = self.new_id()
        entity["tags"] = [{"id": known[one], "name": one, "color": None} for one in chosen if one]

    def link(self, one: tuple[str, int], other: tuple[str, int], *, is_main: bool = False) -> None:
        """Link two entities, both ways."""
        self.links[(*one, *other)] = is_main
        self.links[(*other, *one)] = is_main
        for kind, id_ in (one, other):
            self.entity(kind, id_)["updated_at"] = self.clock.unix()

    def unlink(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """Take the link between two entities away."""
        self.links.pop((*one, *other), None)
        self.links.pop((*other, *one), None)

    def linked(self, kind: str, id_: int, to: str) -> list[tuple[int, bool]]:
        """Return ids of one kind that an entity is linked to; the first of them is the main one."""
        found = [
            (other, is_main)
            for (from_kind, from_id, to_kind, other), is_main in self.links.items()
            if (from_kind, from_id, to_kind) == (kind, id_, to)
        ]
        if found and not any(is_main for _, is_main in found):
            found[0] = (found[0][0], True)
        return found

    def _happened(self, change: Change) -> Change:
        self.events.append(
            {
                "id": f"01{self.new_id():024d}",
                "type": f"{change.kind.rstrip('s')}_{change.verb}",
                "entity_id": change.entity["id"],
                "entity_type": change.kind.rstrip("s"),
                "created_by": change.entity.get("updated_by", ROBOT),
                "created_at": self.clock.unix(),
                "account_id": self.id,
            }
        )
        return change


def stages(pipeline: int | None) -> set[int]:
    """Return the stages a lead of a pipeline may have; without one, those of all."""
    chosen = [STAGES[pipeline]] if pipeline in STAGES else list(STAGES.values())
    return {stage for _, some in chosen for stage, _, _ in (*some, *ENDS)}


def _key(given: Mapping[str, Any]) -> Any:
    return given.get("field_id") or given.get("field_code")


def _write(entity: Thing, written: Thing) -> None:
    named, values = written.get("custom_fields", (set(), []))
    entity |= {name: one for name, one in written.items() if name != "custom_fields"}
    if not entity["name"] and (entity.get("first_name") or entity.get("last_name")):
        entity["name"] = f"{entity['first_name']} {entity['last_name']}".strip()
    kept = [
        one
        for one in entity["custom_fields_values"] or []
        if not {one["field_id"], one["field_code"]} & named
    ]
    entity["custom_fields_values"] = [*kept, *values] or None
