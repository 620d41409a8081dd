"""Every setting of Svyazka in one typed place; each comes from the environment.

A bad value stops the process at once and says which variable it is and what it may be; so does a
name that is almost the one of a setting.
"""

import base64
import binascii
import os
import re
import sys
from collections.abc import Iterable
from email.utils import parseaddr
from functools import lru_cache
from ipaddress import ip_network
from typing import Annotated, Literal, NoReturn, TypeVar
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from engine.catalog.folders import folders_of
from engine.config import addresses
from engine.config.local_run import ROOT as ROOT
from engine.config.local_run import LocalRun
from engine.config.mail import MailServer
from engine.config.mistyped import mistyped, mistyped_services

LOCAL_SECRET_KEY = "local-only-secret-key-that-production-refuses"  # noqa: S105
LOCAL_KEYS = "local:" + base64.b64encode(b"svyazka-local-only-vault-key-32b").decode()

# As strict as the form for signing in, which has no use for host names of an intranet.
SIGNS_IN = re.compile(r"[^\s@<>()\"]+@([^\s@.<>()\"]+(\.[^\s@.<>()\"]+)+|localhost)")
Pointed = TypeVar("Pointed")
Words = Annotated[tuple[str, ...], NoDecode]
CHECKS = {
    "database_url": addresses.check_database,
    "redis_url": addresses.check_valkey,
    "broker_url": addresses.check_broker,
    "public_url": addresses.check_public_address,
}


class Environment(BaseSettings):
    """The settings, with their defaults; a `SVYAZKA_` prefix unless an alias says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="SVYAZKA_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    mode: Literal["local", "production"] = "local"
    database_url: str = Field(default="postgresql:///svyazka", validation_alias="DATABASE_URL")
    redis_url: str = Field(default="redis://127.0.0.1:6379/0", validation_alias="REDIS_URL")
    broker_url: str = ""
    secret_key: str = LOCAL_SECRET_KEY
    keys: str = LOCAL_KEYS
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    allowed_hosts: Words = ("*",)
    allowed_networks: Words = ()
    service_urls: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    oauth_apps: Annotated[dict[str, dict[str, str]], NoDecode] = Field(default_factory=dict)
    demo: bool = False
    sign_up: bool = True
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    language: Literal["en", "ru"] = "en"
    time_zone: str = "UTC"
    email_url: str = ""
    email_from: str = "Svyazka <svyazka@localhost>"
    admin_email: str = ""
    admin_password: str = ""
    metrics_token: str = ""
    lease_s: float = Field(default=15, ge=2, le=300)
    in_flight: int = Field(default=384, ge=1, le=4096)
    in_flight_per_bundle: int = Field(default=128, ge=1, le=4096)
    worker_processes: int = Field(default=3, ge=1, le=64)
    hook_limit_bytes: int = Field(default=1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    resend_per_second: int = Field(default=20, ge=1, le=1000)
    queue_limit: int = Field(default=500_000, ge=100)
    journal_days: int | None = Field(default=None, ge=7, le=400)
    payload_limit_bytes: int = Field(default=256 * 1024, ge=1024)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then what a local installation wrote down."""
        return (init_settings, env_settings, LocalRun(settings_cls))

    @field_validator("database_url", "redis_url", "broker_url", "public_url")
    @classmethod
    def _address(cls, value: str, info: ValidationInfo) -> str:
        CHECKS[str(info.field_name)](value)
        return value

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z.:_-]+", value):
            raise ValueError("write a name or an address, as 127.0.0.1")
        return value

    @field_validator("time_zone")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError) as error:
            raise ValueError("there is no such time zone: write it as Europe/Moscow") from error
        return value

    @field_validator("admin_email", "email_from")
    @classmethod
    def _mail_address(cls, value: str, info: ValidationInfo) -> str:
        name, at, host = parseaddr(value)[1].partition("@")
        is_fit = info.field_name == "email_from" or SIGNS_IN.fullmatch(value)
        if value and not (name and at and host and value.isprintable() and is_fit):
            raise ValueError("there is no e-mail address in it")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        addresses.check_host_names(value)
        return value

    @field_validator("allowed_hosts", "allowed_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(word.strip() for word in value.split(",") if word.strip())

    @field_validator("allowed_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @field_validator("service_urls", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [pair.strip() for pair in value.split(",") if pair.strip()]
        if not all(pair.partition("=")[0] and "=" in pair for pair in pairs):
            raise ValueError("write it as slug=https://address,slug=https://address")
        return {slug: url.rstrip("/") for slug, url in (pair.split("=", 1) for pair in pairs)}

    @field_validator("service_urls")
    @classmethod
    def _service_addresses(cls, value: dict[str, str]) -> dict[str, str]:
        for url in value.values():
            addresses.check_web_address(url)
        return value

    @field_validator("oauth_apps", mode="before")
    @classmethod
    def _oauth_apps(cls, value: object) -> object:
        return parse_oauth_apps(value) if isinstance(value, str) else value

    @field_validator("service_urls", "oauth_apps")
    @classmethod
    def _services(cls, value: dict[str, Pointed]) -> dict[str, Pointed]:
        if wrong := mistyped_services(value, folders_of()):
            raise ValueError("; ".join(wrong))
        return value

    @field_validator("email_url")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        MailServer.at(value)
        return value

    @field_validator("keys")
    @classmethod
    def _key_ring(cls, value: str) -> str:
        parse_keys(value)
        return value

    @model_validator(mode="after")
    def _production_refuses_defaults(self) -> "Environment":
        if self.mode == "production":
            usual = {name: type(self).model_fields[name].default for name in ("secret_key", "keys")}
            unset = [name for name, value in usual.items() if getattr(self, name) == value]
            if unset:
                names = " and ".join(f"SVYAZKA_{name.upper()}" for name in unset)
                raise ValueError(f"{names} must be set in production")
            if len(self.secret_key) < 32:
                raise ValueError("SVYAZKA_SECRET_KEY must have at least 32 characters")
        return self

    @property
    def mail(self) -> MailServer:
        """The mail server; the console when none is named."""
        return MailServer.at(self.email_url)

    @property
    def is_https(self) -> bool:
        """People reach this installation over TLS, so cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def broker(self) -> str:
        """The Celery broker: `SVYAZKA_BROKER_URL`, else Valkey in Celery's own spelling."""
        if self.broker_url:
            return self.broker_url
        if not self.redis_url.startswith("unix://"):
            return self.redis_url
        path, _, query = self.redis_url.removeprefix("unix://").partition("?")
        number = dict(parse_qsl(query)).get("db", "0")
        return f"redis+socket://{path}?virtual_host={number}"

    @property
    def base_url(self) -> str:
        """The address people and services reach this installation at, without a last slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


def parse_oauth_apps(text: str) -> dict[str, dict[str, str]]:
    """Read `slug=client_id:client_secret,…`: the applications every connection may use."""
    apps: dict[str, dict[str, str]] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        slug, _, known = pair.partition("=")
        client_id, _, secret = known.partition(":")
        if not (slug and client_id and secret):
            raise ValueError("write it as slug=client_id:client_secret,slug=client_id:…")
        apps[slug] = {"client_id": client_id, "client_secret": secret}
    return apps


def parse_keys(text: str) -> dict[str, bytes]:
    """Read `id:base64,id:base64` (32 bytes each); the first is the active key."""
    ring: dict[str, bytes] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key_id, colon, encoded = pair.partition(":")
        if not colon:  # what it says is the key itself
            raise ValueError("a key has no id: write it as id:base64")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"key {key_id!r} is not base64") from error
        if not key_id or "." in key_id or len(key) != 32:
            raise ValueError(f"key {key_id!r} must be written id:base64 of 32 bytes")
        if key_id in ring:
            raise ValueError(f"key {key_id!r} is there twice: what it sealed would be unreadable")
        ring[key_id] = key
    if not ring:
        raise ValueError("at least one key is needed: id:base64 of 32 bytes")
    return ring


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the settings; stops the process with a readable message when something is wrong."""
    wrong = mistyped(Environment, os.environ)
    try:
        found = Environment()
    except ValidationError as error:
        wrong += [f"{_variable(one['loc'])}{_words(one['msg'])}" for one in error.errors()]
    if wrong:
        refuse(wrong)
    return found


def refuse(wrong: Iterable[str]) -> NoReturn:
    """Stop the process; each line names a variable and what is wrong with it."""
    lines = "".join(f"\n  {line}" for line in wrong)
    sys.exit(f"Svyazka cannot start, these settings are wrong:{lines}")


def _variable(location: tuple[int | str, ...]) -> str:
    if not location:  # the message names the variables itself
        return ""
    name = str(location[0])
    return f"{name}: " if name.isupper() else f"SVYAZKA_{name.upper()}: "


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")
