"""What bundles are built with before the account was asked for anything."""

from collections.abc import Mapping

from connectors import sdk

Sample = Mapping[str, sdk.Json]

LEAD: Sample = {
    "id": 9001,
    "name": "Order 17",
    "price": 5000,
    "responsible_user_id": 77,
    "status_id": 3102,
    "pipeline_id": 3100,
    "created_by": 77,
    "updated_by": 77,
    "created_at": 1709287200,
    "updated_at": 1709290800,
    "closed_at": None,
    "account_id": 555,
    "custom_fields": {"Source": "site"},
    "tags": ["vip"],
}
LEAD_OF_API: Sample = {
    **LEAD,
    "contact_id": 3001,
    "contact_ids": [3001],
    "company_id": None,
    "company_ids": [],
}
CONTACT: Sample = {
    "id": 3001,
    "name": "Olga Petrova",
    "responsible_user_id": 77,
    "created_by": 77,
    "updated_by": 77,
    "created_at": 1709287200,
    "updated_at": 1709290800,
    "account_id": 555,
    "custom_fields": {"Email": ["olga@example.org"], "Phone": ["+7 916 123-45-67"]},
    "email": "olga@example.org",
    "emails": ["olga@example.org"],
    "phone": "+7 916 123-45-67",
    "phones": ["+7 916 123-45-67"],
    "tags": ["vip"],
}
CONTACT_OF_API: Sample = {
    **CONTACT,
    "first_name": "Olga",
    "last_name": "Petrova",
    "company_id": 4001,
    "company_ids": [4001],
    "lead_id": 9001,
    "lead_ids": [9001],
}
COMPANY: Sample = {**CONTACT, "id": 4001, "name": "Example LLC"}
COMPANY_OF_API: Sample = {**COMPANY, "lead_id": 9001, "lead_ids": [9001]}
TASK: Sample = {
    "id": 7001,
    "text": "Call back",
    "responsible_user_id": 77,
    "created_at": 1709287200,
    "updated_at": 1709287200,
    "custom_fields": {},
    "tags": [],
}
NOTE: Sample = {
    "id": 8001,
    "text": "Called, will pay on Friday",
    "element_id": 9001,
    "element_type": "2",
    "custom_fields": {},
    "tags": [],
}
ACCOUNT: Sample = {
    "id": "555",
    "subdomain": "sub",
    "_links": {"self": "https://sub.amocrm.ru"},
}
ROWS: Sample = {
    "total": 2,
    "succeeded": 1,
    "failed": 1,
    "rows": [
        {"index": 0, "ok": True, "id": "3002", "error": None},
        {"index": 1, "ok": False, "id": None, "error": "name: This value should be a text."},
    ],
}


def hook(kind: str, verb: str) -> Sample:
    """Return the sample of a webhook trigger."""
    if verb == "note":
        return {**NOTE, "account": ACCOUNT}
    if verb == "delete":
        left = {"id": 9001, "status_id": 3102, "pipeline_id": 3100} if kind == "lead" else {}
        return {"id": 3001, **left, "custom_fields": {}, "tags": [], "account": ACCOUNT}
    one = {"lead": LEAD, "contact": CONTACT, "company": COMPANY, "task": TASK}[kind]
    before: Sample = {}
    if verb == "status":
        before = {"old_status_id": 3101, "old_pipeline_id": 3100}
    if verb == "responsible":
        before = {"old_responsible_user_id": 78}
    return {**one, **before, "account": ACCOUNT}


def made(kind: str, id_: int) -> Sample:
    """Return the sample of an action that adds or changes."""
    link = f"https://sub.amocrm.ru/{kind}/detail/{id_}"
    return {"id": id_, "link": link, "outcome": "created"}


def found(one: Sample) -> Sample:
    """Return the sample of an action that looks for something."""
    return {"found": True, "count": 1, "item": one, "items": [one]}
