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
from connectors.sdk.coercion import as_text
from connectors.sdk.declare import (
    Action,
    Connector,
    Limits,
    PollTrigger,
    Trigger,
    WebhookTrigger,
)
from connectors.sdk.door import Door, DoorLimits
from connectors.sdk.errors import (
    AddressRefused,
    AnswerTooLarge,
    ConnectorError,
    CredentialsRejected,
    InputRejected,
    PlanLimit,
    RateLimited,
    ServiceUnavailable,
)
from connectors.sdk.exchange import Answer, Exchange
from connectors.sdk.fields import (
    Choice,
    ChoiceQuery,
    Field,
    Page,
    check_inputs,
    field_schema,
    fields_schema,
)
from connectors.sdk.http import Call, Options
from connectors.sdk.json_codec import Unreadable, dump_json, read_json
from connectors.sdk.json_types import Json, JsonObject
from connectors.sdk.payloads import parse_body, read_form, unflatten
from connectors.sdk.polls import Batch, PollQuery
from connectors.sdk.signatures import Hmac, check_shared_secret, check_standard
from connectors.sdk.smtp import Delivery, MailServer, MailSession, Security, mail_session
from connectors.sdk.subscriptions import Armed, Subscription, Wanted
from connectors.sdk.templates import Delete, Get, Patch, Post, Put
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
    "ChoiceQuery",
    "Connector",
    "ConnectorError",
    "Credentials",
    "CredentialsRejected",
    "Delete",
    "Delivery",
    "Door",
    "DoorLimits",
    "Exchange",
    "Field",
    "Get",
    "Hmac",
    "HookAnswer",
    "HookRefused",
    "HookRequest",
    "InputRejected",
    "Item",
    "Json",
    "JsonObject",
    "Limits",
    "Login",
    "MailServer",
    "MailSession",
    "NoAuth",
    "Options",
    "Page",
    "Patch",
    "PayloadRejected",
    "PlanLimit",
    "PollQuery",
    "PollTrigger",
    "Post",
    "Probe",
    "Put",
    "RateLimited",
    "Received",
    "Security",
    "ServiceUnavailable",
    "SignatureRejected",
    "Subscription",
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
    "field_schema",
    "fields_schema",
    "mail_session",
    "parse_body",
    "read_form",
    "read_json",
    "unflatten",
]
