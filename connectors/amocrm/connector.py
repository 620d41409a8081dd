"""amoCRM and Kommo. Limits, scopes and what is unsure are listed in this folder's README.md."""

from collections.abc import Mapping

from connectors import sdk
from connectors.amocrm import (
    activities,
    api,
    batches,
    choices,
    custom_fields,
    hooks,
    leads,
    people,
    polling,
    samples,
    subscription,
)

CONSENT_PAGES = {
    "amocrm": "https://www.amocrm.ru/oauth",
    "kommo": "https://www.kommo.com/oauth",
}
NO_HOST_YET = "https://www.amocrm.ru"
ENTITIES = ("leads", "contacts", "companies")
PIPELINE = sdk.Field("pipeline", "choice", choices=choices.pipelines)
STATUS = sdk.Field("status", "choice", choices=choices.stages, needs=("pipeline",))
USER = sdk.Field("responsible_user", "choice", choices=choices.users)
ID = sdk.Field("id", "integer", required=True)
ENTITY = sdk.Field("entity", "choice", default="leads", choices=ENTITIES)
WATCHED = (PIPELINE, STATUS)
NOT_BY = sdk.Field("except_user", "choice", choices=choices.users)
EMAIL, PHONE = sdk.Field("email", "list"), sdk.Field("phone", "list")


def tags(kind: str) -> sdk.Field:
    """Return the field for tags of a kind of entity."""
    return sdk.Field("tags", "list", choices=choices.tags(kind))


def custom(kind: str, name: str = "custom_fields") -> sdk.Field:
    """Return the field for custom fields of a kind of entity, by name, code or id."""
    return sdk.Field(name, "object", choices=choices.custom_fields(kind))


LEAD = (sdk.Field("price", "decimal"), *WATCHED, USER, custom("leads"))
NEW_LEAD = (sdk.Field("name"), *LEAD, tags("leads"))
CONTACT = (
    sdk.Field("name"),
    sdk.Field("first_name"),
    sdk.Field("last_name"),
    EMAIL,
    PHONE,
    USER,
    custom("contacts"),
)
NEW_CONTACT = (*CONTACT, tags("contacts"))
COMPANY = (sdk.Field("name"), EMAIL, PHONE, USER, custom("companies"))
NEW_COMPANY = (*COMPANY, tags("companies"))
LINKED = (sdk.Field("contact", "integer"), sdk.Field("company", "integer"))
ROWS = (sdk.Field("rows", "list", required=True),)
LOOKED_FOR = (sdk.Field("id", "integer"), EMAIL, PHONE, sdk.Field("query"))

HOOKS = {
    "lead_added": hooks.Happening("lead", "add"),
    "lead_updated": hooks.Happening("lead", "update"),
    "lead_stage_changed": hooks.Happening("lead", "status"),
    "lead_responsible_changed": hooks.Happening("lead", "responsible"),
    "lead_deleted": hooks.Happening("lead", "delete"),
    "lead_restored": hooks.Happening("lead", "restore"),
    "lead_note_added": hooks.Happening("lead", "note"),
    "contact_added": hooks.Happening("contact", "add"),
    "contact_updated": hooks.Happening("contact", "update"),
    "contact_deleted": hooks.Happening("contact", "delete"),
    "company_added": hooks.Happening("company", "add"),
    "company_updated": hooks.Happening("company", "update"),
    "company_deleted": hooks.Happening("company", "delete"),
    "task_added": hooks.Happening("task", "add"),
    "task_updated": hooks.Happening("task", "update"),
    "task_deleted": hooks.Happening("task", "delete"),
}
STAGELESS = frozenset({"note", "delete"})
POLLS = (
    ("new_leads", polling.added("leads"), samples.LEAD_OF_API, WATCHED),
    ("updated_leads", polling.changed("leads"), samples.LEAD_OF_API, WATCHED),
    ("new_contacts", polling.added("contacts"), samples.CONTACT_OF_API, ()),
    ("updated_contacts", polling.changed("contacts"), samples.CONTACT_OF_API, ()),
    ("new_companies", polling.added("companies"), samples.COMPANY_OF_API, ()),
    ("updated_companies", polling.changed("companies"), samples.COMPANY_OF_API, ()),
)


def hook(name: str, happening: hooks.Happening) -> sdk.WebhookTrigger:
    """Return the trigger of one kind of event, with the filters that its payload allows."""
    told = happening.verb not in STAGELESS
    watched = WATCHED if told and happening.kind == "lead" else ()
    return sdk.WebhookTrigger(
        name,
        read=happening.read,
        sample=samples.hook(happening.kind, happening.verb),
        fields=(*watched, NOT_BY) if told else (),
        accepts=hooks.accepts,
    )


async def check(call: sdk.Call) -> str:
    """Ask for the account and return its name."""
    account = await api.get(call, "/account")
    if account is None:
        raise sdk.ServiceUnavailable("amoCRM shows no account.", code="answer_unreadable")
    name, subdomain = account.get("name") or "", account.get("subdomain") or account["id"]
    return f"{name} ({subdomain})" if name else str(subdomain)


async def metadata(call: sdk.Call) -> sdk.Json:
    """Return the custom fields of the account by kind of entity."""
    return {kind: await custom_fields.read(call, kind) for kind in ENTITIES}


def authorize_url(_secrets: Mapping[str, str], settings: sdk.JsonObject) -> str:
    """Return the page of consent: Kommo is amoCRM under another name and address."""
    return CONSENT_PAGES.get(str(settings.get("edition")), CONSENT_PAGES["amocrm"])


def token_url(secrets: Mapping[str, str], settings: sdk.JsonObject) -> str:
    """Return the token endpoint, which is at the account's own host."""
    return f"{api.base_url(secrets, settings) or NO_HOST_YET}/oauth2/access_token"


OAUTH = sdk.OAuth2(
    check=check,
    authorize_url=authorize_url,
    token_url=token_url,
    pkce=False,
    carried_in="json",
    redirect_uri_on_refresh=True,
    host_from="referer",
    host_suffixes=("amocrm.ru", "amocrm.com", "kommo.com"),
    life_s=86_400,
)
LONG_LIVED = sdk.ApiKey(
    header="Authorization",
    prefix="Bearer ",
    fields=(
        sdk.Field("value", "secret", required=True),
        sdk.Field("host", required=True),
    ),
    check=check,
)

connector = sdk.Connector(
    slug="amocrm",
    base_url=api.base_url,
    auth=(OAUTH, LONG_LIVED),
    settings=(sdk.Field("edition", "choice", default="amocrm", choices=tuple(CONSENT_PAGES)),),
    limits=sdk.Limits(calls=7),
    metadata=metadata,
    subscription=subscription.subscription({name: one.code for name, one in HOOKS.items()}),
    triggers=(
        *(hook(name, one) for name, one in HOOKS.items()),
        *(
            sdk.PollTrigger(name, poll, sample, fields, can_start_from_date=True)
            for name, poll, sample, fields in POLLS
        ),
    ),
    actions=(
        sdk.Action(
            "create_lead",
            fields=(*NEW_LEAD, *LINKED, *sdk.duplicate_fields(*leads.MATCH)),
            run=leads.create_lead,
            sample=samples.made("leads", 9002),
        ),
        sdk.Action(
            "create_lead_with_contact",
            fields=(
                *NEW_LEAD,
                sdk.Field("contact_name"),
                sdk.Field("contact_email", "list"),
                sdk.Field("contact_phone", "list"),
                custom("contacts", "contact_custom_fields"),
                sdk.Field("company_name"),
                *sdk.duplicate_fields(*people.MATCH["contacts"], default="update_or_create"),
            ),
            run=leads.create_lead_with_contact,
            sample={**samples.made("leads", 9002), "contact_id": 3002, "company_id": None},
        ),
        sdk.Action(
            "update_lead",
            fields=(ID, sdk.Field("name"), *LEAD),
            run=leads.update_lead,
            sample={**samples.made("leads", 9001), "outcome": "updated"},
            idempotent=True,
        ),
        sdk.Action(
            "find_lead",
            fields=(
                sdk.Field("id", "integer"),
                sdk.Field("contact", "integer"),
                sdk.Field("query"),
                *WATCHED,
                sdk.Field("only_open", "boolean"),
            ),
            run=leads.find_lead,
            sample=samples.found(samples.LEAD_OF_API),
            idempotent=True,
        ),
        sdk.Action(
            "create_leads",
            fields=ROWS,
            run=batches.create_many("leads", (*NEW_LEAD, *LINKED)),
            sample=samples.ROWS,
        ),
        sdk.Action(
            "create_contact",
            fields=(
                *NEW_CONTACT,
                sdk.Field("company", "integer"),
                *sdk.duplicate_fields(*people.MATCH["contacts"], default="update_or_create"),
            ),
            run=people.create("contacts"),
            sample=samples.made("contacts", 3002),
        ),
        sdk.Action(
            "update_contact",
            fields=(ID, *CONTACT),
            run=people.update("contacts"),
            sample={**samples.made("contacts", 3001), "outcome": "updated"},
            idempotent=True,
        ),
        sdk.Action(
            "find_contact",
            fields=LOOKED_FOR,
            run=people.find("contacts"),
            sample=samples.found(samples.CONTACT_OF_API),
            idempotent=True,
        ),
        sdk.Action(
            "create_contacts",
            fields=ROWS,
            run=batches.create_many("contacts", NEW_CONTACT),
            sample=samples.ROWS,
        ),
        sdk.Action(
            "create_company",
            fields=(
                *NEW_COMPANY,
                *sdk.duplicate_fields(*people.MATCH["companies"], default="update_or_create"),
            ),
            run=people.create("companies"),
            sample=samples.made("companies", 4002),
        ),
        sdk.Action(
            "update_company",
            fields=(ID, *COMPANY),
            run=people.update("companies"),
            sample={**samples.made("companies", 4001), "outcome": "updated"},
            idempotent=True,
        ),
        sdk.Action(
            "find_company",
            fields=LOOKED_FOR,
            run=people.find("companies"),
            sample=samples.found(samples.COMPANY_OF_API),
            idempotent=True,
        ),
        sdk.Action(
            "create_task",
            fields=(
                sdk.Field("text", "text_long", required=True),
                sdk.Field("due", "datetime", required=True),
                ENTITY,
                sdk.Field("id", "integer"),
                USER,
                sdk.Field("task_type", "integer"),
            ),
            run=activities.create_task,
            sample={"id": 7001},
        ),
        sdk.Action(
            "add_note",
            fields=(ENTITY, ID, sdk.Field("text", "text_long", required=True)),
            run=activities.add_note,
            sample={"id": 8001},
        ),
        sdk.Action(
            "add_tags",
            fields=(ENTITY, ID, sdk.Field("tags", "list"), sdk.Field("remove_tags", "list")),
            run=activities.add_tags,
            sample={"id": 9001, "tags": ["vip"]},
            idempotent=True,
        ),
        sdk.Action(
            "link",
            fields=(
                ENTITY,
                ID,
                sdk.Field("to_entity", "choice", default="contacts", choices=ENTITIES),
                sdk.Field("to_id", "integer", required=True),
                sdk.Field("is_main", "boolean"),
            ),
            run=activities.link,
            sample={"id": 9001, "to_id": 3001},
            idempotent=True,
        ),
        sdk.Action(
            "unlink",
            fields=(
                ENTITY,
                ID,
                sdk.Field("to_entity", "choice", default="contacts", choices=ENTITIES),
                sdk.Field("to_id", "integer", required=True),
            ),
            run=activities.unlink,
            sample={"id": 9001, "to_id": 3001},
            idempotent=True,
        ),
    ),
)
