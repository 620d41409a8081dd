"""Methods about contacts: single ones, imports of hundreds, counts and exports."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

from tests.services.unisender.account import Account, Contact, Membership, Refusal, Row, Task
from tests.services.unisender.forms import Params, comma, listed

ROWS_MAX = 500
FIELDS_MAX = 50
TAGS_MAX = 10
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"\+?\d{10,15}")
ROLES = {"info", "sales", "no-reply", "noreply", "all", "admin", "support", "postmaster", "abuse"}
SYSTEM = {
    "email",
    "phone",
    "delete",
    "tags",
    "email_list_ids",
    "phone_list_ids",
    "email_subscribe_times",
    "phone_subscribe_times",
    "email_unsubscribed_list_ids",
    "email_excluded_list_ids",
    "email_status",
    "phone_status",
    "email_availability",
    "email_add_time",
    "email_confirm_time",
}
MOMENT = "%Y-%m-%d %H:%M:%S"


def subscribe(account: Account, params: Params) -> Any:
    """Add one contact to lists."""
    fields = {name: str(one) for name, one in (params.get("fields") or {}).items()}
    email, phone = fields.pop("email", ""), fields.pop("phone", "")
    list_ids = demand_lists(account, params.get("list_ids"))
    check_address(email, phone)
    check_fields(account, fields)
    opt_in = str(params.get("double_optin") or "0")
    if opt_in not in {"0", "3", "4"}:
        raise Refusal("invalid_arg", "Invalid value of &quot;double_optin&quot;")
    one = found_or_added(account, email, phone)
    overwrite = str(params.get("overwrite") or "0")
    write_fields(one, fields, overwrite)
    if overwrite == "1":
        one.tags.clear()
        one.lists = {number: one.lists[number] for number in list_ids if number in one.lists}
    account.add_tags(one, tags_of(params.get("tags")))
    put_in_lists(account, one, list_ids)
    return {"person_id": one.id}


def write_fields(one: Contact, fields: dict[str, str], overwrite: str) -> None:
    """Write fields by the rule of `overwrite`: only missing ones, all anew, or those given."""
    if overwrite == "1":
        one.fields.clear()
    for name, value in fields.items():
        if overwrite != "0" or not one.fields.get(name):
            one.fields[name] = value


def put_in_lists(account: Account, one: Contact, list_ids: list[int]) -> None:
    """Put a contact into lists and tell of those it was not in."""
    joined = [number for number in list_ids if account.put_in(one, number)]
    if joined:
        account.tell("subscribe", {"email": one.email, "subscribed_list_ids": joined})


def import_contacts(account: Account, params: Params) -> Any:
    """Add, change or delete up to 500 contacts; bad rows are named, good ones are taken."""
    names = [str(name) for name in listed(params.get("field_names"))]
    rows = [listed(row) for row in listed(params.get("data"))]
    if not {"email", "phone"} & set(names):
        raise Refusal("invalid_arg", "&quot;field_names&quot; must contain email or phone")
    if len(rows) > ROWS_MAX:
        raise Refusal("invalid_arg", f"Too many rows: {len(rows)} &gt; {ROWS_MAX}")
    own = [name for name in names if name not in SYSTEM]
    if len(own) > FIELDS_MAX:
        raise Refusal("invalid_arg", "Too many fields")
    check_fields(account, dict.fromkeys(own, ""))
    told: Row = {"total": len(rows), "inserted": 0, "updated": 0, "deleted": 0, "new_emails": 0}
    log: list[Row] = []
    for index, cells in enumerate(rows):
        try:
            done = import_row(account, dict(zip(names, cells, strict=True)), params)
            told[done] = int(str(told[done])) + 1
        except ValueError:
            log.append(complaint(index, "Number of cells differs from number of fields"))
        except Refusal as refused:
            log.append(complaint(index, refused.text))
    return {**told, "new_emails": told["inserted"], "invalid": len(log), "log": log}


def complaint(index: int, text: str) -> Row:
    """Return a line of the import's log."""
    return {"index": index, "code": "invalid_arg", "message": text}


def import_row(account: Account, row: dict[str, str], params: Params) -> str:
    """Take one row and say what became of it."""
    email, phone = row.get("email", ""), row.get("phone", "")
    check_address(email, phone)
    known = account.by_email(email) or account.by_phone(phone)
    if row.get("delete") == "1":
        if known is not None:
            del account.contacts[known.id]
        return "deleted"
    one = found_or_added(account, email, phone)
    one.fields.update({name: cell for name, cell in row.items() if name not in SYSTEM})
    if params.get("overwrite_tags") == "1":
        one.tags.clear()
    account.add_tags(one, tags_of(row.get("tags")))
    list_ids = demand_lists(account, row.get("email_list_ids") or row.get("phone_list_ids") or "-")
    if params.get("overwrite_lists") == "1":
        one.lists = {number: one.lists[number] for number in list_ids if number in one.lists}
    put_in_lists(account, one, list_ids)
    return "updated" if known else "inserted"


def leave(account: Account, params: Params) -> Any:
    """Take a contact out of lists at the sender's wish."""
    one, list_ids = contact_and_lists(account, params)
    for number in list_ids:
        one.lists.pop(number, None)
    return []


def unsubscribe(account: Account, params: Params) -> Any:
    """Note that a person does not want the lists any more; an import does not bring them back."""
    one, list_ids = contact_and_lists(account, params)
    for number in list_ids:
        one.lists.setdefault(number, Membership(account.now())).status = "unsubscribed"
    account.tell("unsubscribe", {"email": one.email, "unsubscribed_list_ids": list_ids})
    return {}


def contact_and_lists(account: Account, params: Params) -> tuple[Contact, list[int]]:
    """Return who and what `exclude` and `unsubscribe` mean; no lists mean all of the contact."""
    find = {"email": account.by_email, "phone": account.by_phone}.get(
        str(params.get("contact_type"))
    )
    if find is None:
        raise Refusal("invalid_arg", "Invalid value of &quot;contact_type&quot;")
    one = find(str(params.get("contact") or ""))
    if one is None:
        raise Refusal("invalid_arg", "Contact not found")
    wanted = params.get("list_ids")
    return one, demand_lists(account, wanted) if wanted else list(one.lists)


def get_contact(account: Account, params: Params) -> Any:
    """Tell about one contact."""
    one = account.by_email(str(params.get("email") or ""))
    if one is None:
        raise Refusal("invalid_arg", "Contact &quot;email&quot; not found")
    told: Row = {
        "email": {
            "email": one.email,
            "added_at": one.added_at.strftime(MOMENT),
            "status": one.status,
            "availability": one.availability,
            "last_send_datetime": None,
            "last_read_datetime": None,
            "rating": 4.2,
        }
    }
    if params.get("include_lists") == "1":
        told["lists"] = [
            {
                "id": number,
                "title": account.lists[number]["title"],
                "status": place.status,
                "added_at": place.added_at.strftime(MOMENT),
            }
            for number, place in one.lists.items()
        ]
    if params.get("include_fields") == "1":
        told["fields"] = one.fields or []  # an empty object of PHP
    return told


def count_contacts(account: Account, params: Params) -> Any:
    """Count a list as the index knows it."""
    number = demand_lists(account, params.get("list_id"))[0]
    found = [one for one in account.indexed() if number in one.lists]
    return {"listId": str(number), "searchParams": [], "count": str(len(found))}


def export_contacts(account: Account, params: Params) -> Any:
    """Begin an export of what the index knows at this moment."""
    wanted = params.get("list_id")
    number = demand_lists(account, wanted)[0] if wanted else None
    names = [str(name) for name in listed(params.get("field_names"))]
    if not {"email", "phone", "id"} & set(names):
        raise Refusal("invalid_arg", "&quot;field_names&quot; must contain email or phone")
    status = params.get("email_status")
    rows = [
        one
        for one in account.indexed()
        if (number is None or number in one.lists) and (not status or one.status == status)
    ]
    content = io.StringIO()
    writer = csv.writer(content, delimiter=account.delimiter)
    writer.writerow(names)
    writer.writerows([cell(one, name) for name in names] for one in rows)
    notify_url = str(params.get("notify_url") or "")
    task = Task(str(uuid4()), content.getvalue(), account.export_asks, notify_url)
    account.tasks[task.uuid] = task
    return {"task_uuid": task.uuid, "status": "new"}


def cell(one: Contact, name: str) -> str:
    """Return what an export writes into one cell."""
    known = {
        "id": str(one.id),
        "email": one.email,
        "phone": one.phone,
        "email_status": one.status,
        "email_availability": one.availability,
        "email_add_time": one.added_at.strftime(MOMENT),
        "email_list_ids": ",".join(str(number) for number in one.lists),
        "email_subscribe_times": ",".join(
            place.added_at.strftime(MOMENT) for place in one.lists.values()
        ),
        "tags": ",".join(one.tags),
    }
    return known.get(name, one.fields.get(name, ""))


def task_result(account: Account, params: Params) -> Any:
    """Tell how far an export is; the file's address appears at its end."""
    task = account.tasks.get(str(params.get("task_uuid")))
    if task is None:
        raise Refusal("invalid_arg", "Task not found")
    told: Row = {"task_uuid": task.uuid, "task_type": "export_contacts"}
    if not task.done:
        task.asks_left -= 1
        return {**told, "status": "in_process"}
    return {**told, "status": "completed", "file_to_download": f"/files/{task.uuid}.csv"}


def demand_lists(account: Account, wanted: Any) -> list[int]:
    """Return the lists a call names; each has to be there. A dash stands for none."""
    if wanted == "-":
        return []
    numbers = [int(one) if one.isdigit() else 0 for one in comma(wanted)]
    missing = [number for number in numbers if number not in account.lists]
    if missing or not numbers:
        raise Refusal("invalid_arg", f"List not found: &quot;{wanted or ''}&quot;")
    return numbers


def check_address(email: str, phone: str) -> None:
    """Refuse what cannot be written to, and addresses that belong to nobody in person."""
    if not email and not phone:
        raise Refusal("invalid_arg", "Email or phone is required")
    if email and not EMAIL.fullmatch(email.strip()):
        raise Refusal("invalid_arg", "Invalid email address")
    if email.partition("@")[0].strip().lower() in ROLES:
        raise Refusal("invalid_arg", "Role-based email address &amp; cannot be imported")
    if phone and not PHONE.fullmatch(phone.strip()):
        raise Refusal("invalid_arg", "Invalid phone number")


def check_fields(account: Account, fields: dict[str, str]) -> None:
    """Refuse fields that the account does not have."""
    unknown = [name for name in fields if not account.has_field(name)]
    if unknown:
        raise Refusal("invalid_arg", f"Unknown field &quot;{unknown[0]}&quot;")


def tags_of(text: Any) -> list[str]:
    """Return the tags of a comma list."""
    names = comma(text)
    if len(names) > TAGS_MAX:
        raise Refusal("invalid_arg", "Too many tags")
    return names


def found_or_added(account: Account, email: str, phone: str) -> Contact:
    """Return the contact of an e-mail and a phone; one row cannot join two people."""
    by_email, by_phone = account.by_email(email), account.by_phone(phone)
    if by_email and by_phone and by_email is not by_phone:
        raise Refusal("invalid_arg", "Email and phone belong to different contacts")
    one = by_email or by_phone or account.add_contact(email, phone)
    one.email = one.email or email.strip().lower()
    one.phone = one.phone or phone.strip().lstrip("+")
    return one
