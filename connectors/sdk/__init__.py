"""What connectors are written with, and all they may import.

Owns: the declaration of a connector, the one door to the network (`Door`, `Call`), the error tree
sorted by remedy, and the reading and proving of webhooks.
Promises: importing a connector only builds its declaration; a call never dials an address that was
not checked, never outlives its deadline, never reads more than its cap, never shows a secret.
Refuses: Django, Celery, the database, and knowing any service by name.
"""

from connectors.sdk.addresses import AddressPolicy
from connectors.sdk.auth import (
    NO_AUTH,
    NOBODY,
    ApiKey,
    Auth,
    AuthKind,
    Basic,
    Credentials,
    Login,
    NoAuth,
    WebhookSecret,
)
from connectors.sdk.bulk import Row, RowsRejected, in_batches
from connectors.sdk.coercion import as_text
from connectors.sdk.declare import (
    Action,
    Connector,
    Limits,
    PollTrigger,
    Trigger,
    WebhookTrigger,
    pick,
)
from connectors.sdk.door import Door, DoorLimits
from connectors.sdk.duplicates import duplicate_fields, find_or_create
from connectors.sdk.errors import (
    AddressRefused,
    AnswerTooLarge,
    ConnectorError,
    CredentialsRejected,
    InputRejected,
    PlanLimit,
    RateLimited,
    ServiceUnavailable,
    TargetGone,
)
from connectors.sdk.exchange import Answer, Exchange
from connectors.sdk.feeds import Feed, moment, poll_list
from connectors.sdk.fields import (
    Choice,
    ChoiceLoader,
    ChoiceQuery,
    Field,
    Kind,
    Page,
    check_inputs,
    field_schema,
    fields_schema,
)
from connectors.sdk.http import Call, Options
from connectors.sdk.json_codec import Unreadable, dump_json, read_json
from connectors.sdk.json_types import Json, JsonObject
from connectors.sdk.oauth import OAuth2
from connectors.sdk.paging import (
    CursorPages,
    LinkedPages,
    NumberedPages,
    OffsetPages,
    Paging,
    pages,
    read_page,
    rows_at,
)
from connectors.sdk.patience import patiently
from connectors.sdk.payloads import parse_body, read_form, unflatten
from connectors.sdk.polls import Batch, Poll, PollQuery
from connectors.sdk.rehearsing import NothingSent, Parcel, ShutDoor
from connectors.sdk.signatures import Hmac, check_shared_secret, check_standard
from connectors.sdk.smtp import Delivery, MailServer, MailSession, Security, mail_session
from connectors.sdk.subscriptions import Armed, Subscription, Wanted
from connectors.sdk.templates import Delete, FilledRequest, Get, Patch, Post, Put
from connectors.sdk.waiting import until
from connectors.sdk.webhooks import (
    HookAnswer,
    HookRefused,
    HookRequest,
    Item,
    PayloadRejected,
    Probe,
    Received,
    SignatureRejected,
)

__all__ = [
    "NOBODY",
    "NO_AUTH",
    "Action",
    "AddressPolicy",
    "AddressRefused",
    "Answer",
    "AnswerTooLarge",
    "ApiKey",
    "Armed",
    "Auth",
    "AuthKind",
    "Basic",
    "Batch",
    "Call",
    "Choice",
    "ChoiceLoader",
    "ChoiceQuery",
    "Connector",
    "ConnectorError",
    "Credentials",
    "CredentialsRejected",
    "CursorPages",
    "Delete",
    "Delivery",
    "Door",
    "DoorLimits",
    "Exchange",
    "Feed",
    "Field",
    "FilledRequest",
    "Get",
    "Hmac",
    "HookAnswer",
    "HookRefused",
    "HookRequest",
    "InputRejected",
    "Item",
    "Json",
    "JsonObject",
    "Kind",
    "Limits",
    "LinkedPages",
    "Login",
    "MailServer",
    "MailSession",
    "NoAuth",
    "NothingSent",
    "NumberedPages",
    "OAuth2",
    "OffsetPages",
    "Options",
    "Page",
    "Paging",
    "Parcel",
    "Patch",
    "PayloadRejected",
    "PlanLimit",
    "Poll",
    "PollQuery",
    "PollTrigger",
    "Post",
    "Probe",
    "Put",
    "RateLimited",
    "Received",
    "Row",
    "RowsRejected",
    "Security",
    "ServiceUnavailable",
    "ShutDoor",
    "SignatureRejected",
    "Subscription",
    "TargetGone",
    "Trigger",
    "Unreadable",
    "Wanted",
    "WebhookSecret",
    "WebhookTrigger",
    "as_text",
    "check_inputs",
    "check_shared_secret",
    "check_standard",
    "dump_json",
    "duplicate_fields",
    "field_schema",
    "fields_schema",
    "find_or_create",
    "in_batches",
    "mail_session",
    "moment",
    "pages",
    "parse_body",
    "patiently",
    "pick",
    "poll_list",
    "read_form",
    "read_json",
    "read_page",
    "rows_at",
    "unflatten",
    "until",
]
