"""Custom fields of the account: what they are, and which values they take."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.services.amocrm.problems import Faults, Thing

EMAIL_CODES = ("WORK", "PRIV", "OTHER")
PHONE_CODES = ("WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER")
CHOSEN = frozenset({"select", "radiobutton", "multiselect"})
SINGLE = frozenset({"select", "radiobutton"})


@dataclass(frozen=True, slots=True)
class CustomField:
    """One field of one kind of entity; `enums` are (id, value, code)."""

    id: int
    entity: str
    name: str
    type: str
    code: str | None = None
    enums: tuple[tuple[int, str, str | None], ...] = ()

    def shown(self) -> Thing:
        """Return the field as the API lists it."""
        enums = [
            {"id": one, "value": value, "sort": place, "code": code}
            for place, (one, value, code) in enumerate(self.enums)
        ]
        return {
            "id": self.id,
            "name": self.name,
            "code": self.code,
            "type": self.type,
            "sort": self.id,
            "entity_type": self.entity,
            "group_id": None,
            "is_predefined": self.code in {"EMAIL", "PHONE"},
            "is_deletable": self.code is None,
            "is_visible": True,
            "is_required": False,
            "is_api_only": False,
            "required_statuses": [],
            "enums": enums or None,
            "account_id": 555,
        }

    def value(self, given: Thing) -> Thing:
        """Return one value as it is kept; a ValueError tells what is wrong with it."""
        if self.enums:
            return self._enumerated(given)
        check = CHECKS.get(self.type, _is_text)
        if not check(given.get("value")):
            raise ValueError(f"This value is not of type {self.type}.")
        value = given["value"]
        return {"value": str(value) if self.type in {"numeric", "text"} else value}

    def _enumerated(self, given: Mapping[str, Any]) -> Thing:
        for one, value, code in self.enums:
            named = given.get("enum_id") == one or (code and given.get("enum_code") == code)
            if named or (self.type in CHOSEN and given.get("value") == value):
                shown = value if self.type in CHOSEN else given.get("value")
                return {"value": shown, "enum_id": one, "enum_code": code}
        if self.type == "multitext" and not {"enum_id", "enum_code"} & given.keys():
            one, _, code = self.enums[0]
            return {"value": given.get("value"), "enum_id": one, "enum_code": code}
        raise ValueError("The value you selected is not a valid choice.")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_moment(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, bool)


CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "numeric": _is_number,
    "checkbox": lambda value: isinstance(value, bool),
    "date": _is_moment,
    "date_time": _is_moment,
    "birthday": _is_moment,
    "legal_entity": lambda value: isinstance(value, dict) and "name" in value,
}


def read_values(
    fields: Iterable[CustomField], given: Any, faults: Faults, row: str
) -> list[Thing] | None:
    """Return `custom_fields_values` as they are kept; what is wrong goes to the faults."""
    kept: list[Thing] = []
    by_name: dict[Any, CustomField] = {one.id: one for one in fields}
    by_name |= {one.code: one for one in by_name.copy().values() if one.code}
    for place, one in enumerate(given or []):
        at = f"custom_fields_values.{place}"
        key = one.get("field_id") or one.get("field_code")
        if (known := by_name.get(key)) is None:
            faults.add(row, "NotSupportedChoice", f"{at}.field_id", "There is no such field.")
            continue
        values = _values(known, one.get("values"), faults, (row, at))
        kept.append({**_head(known), "values": values})
    return [one for one in kept if one["values"]] or None


def _head(one: CustomField) -> Thing:
    return {
        "field_id": one.id,
        "field_name": one.name,
        "field_code": one.code,
        "field_type": one.type,
    }


def _values(known: CustomField, given: Any, faults: Faults, where: tuple[str, str]) -> list[Thing]:
    row, at = where
    values = []
    for place, one in enumerate(given or []):
        try:
            values.append(known.value(one if isinstance(one, dict) else {}))
        except ValueError as wrong:
            faults.add(row, "NotSupportedChoice", f"{at}.values.{place}.value", str(wrong))
    if known.type in SINGLE and len(values) > 1:
        faults.add(row, "TooMany", f"{at}.values", "Only one value can be chosen.")
    return values
