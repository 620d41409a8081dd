"""What one Unisender account holds: lists, contacts, letters, campaigns, hooks and export tasks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

Row = dict[str, object]

KEY = "6sim7le8key9of1a2demo3account4xy"
SENDER = "shop@example.org"


class Refusal(Exception):
    """What the API says no with: a code, and a text that may be escaped for HTML."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass
class Membership:
    """A contact in a list: since when, and whether it still is."""

    added_at: datetime
    status: str = "active"


@dataclass
class Contact:
    """One person: an e-mail, a phone, or both."""

    id: int
    email: str
    phone: str
    added_at: datetime
    indexed_from: datetime
    status: str = "new"
    availability: str = "available"
    lists: dict[int, Membership] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)


@dataclass
class Message:
    """A letter that belongs to a list."""

    id: int
    list_id: int
    sender_name: str
    sender_email: str
    subject: str
    body: str
    created: datetime
    launched_at: datetime | None = None


@dataclass
class Campaign:
    """A letter on its way to the contacts it was counted for."""

    id: int
    message: Message
    emails: list[str]
    created: datetime
    start_time: datetime
    status: str = "scheduled"
    results: dict[str, str] = field(default_factory=dict)


@dataclass
class Hook:
    """An address that wants to hear of events."""

    url: str
    events: dict[str, str]
    single: bool = False
    status: str = "active"
    number: int = 0


@dataclass
class Task:
    """An export under way; its rows are those of the moment it was asked for."""

    uuid: str
    content: str
    asks_left: int
    notify_url: str = ""

    @property
    def done(self) -> bool:
        return self.asks_left <= 0


@dataclass
class Account:
    """The whole account; time comes from `now`, what happens is told to `tell`."""

    now: Callable[[], datetime]
    tell: Callable[[str, Row], None] = lambda name, data: None
    key: str = KEY
    lag_s: float = 0.0
    export_asks: int = 1
    delimiter: str = ","
    senders: set[str] = field(default_factory=lambda: {SENDER})
    lists: dict[int, Row] = field(default_factory=dict)
    fields: dict[int, Row] = field(default_factory=dict)
    tags: dict[int, Row] = field(default_factory=dict)
    templates: dict[int, Row] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    campaigns: dict[int, Campaign] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(501))

    def by_email(self, email: str) -> Contact | None:
        """Find the contact of an address."""
        wanted = email.strip().lower()
        found = (one for one in self.contacts.values() if wanted and one.email == wanted)
        return next(found, None)

    def by_phone(self, phone: str) -> Contact | None:
        """Find the contact of a phone."""
        wanted = phone.strip().lstrip("+")
        found = (one for one in self.contacts.values() if wanted and one.phone == wanted)
        return next(found, None)

    def add_contact(self, email: str, phone: str) -> Contact:
        """Add a contact that the index will show later."""
        now = self.now()
        shown = now + timedelta(seconds=self.lag_s)
        cleaned = phone.strip().lstrip("+")
        one = Contact(next(self.numbers), email.strip().lower(), cleaned, now, shown)
        self.contacts[one.id] = one
        return one

    def add_list(self, title: str) -> int:
        """Add a list; two may not have one title."""
        if any(one["title"] == title for one in self.lists.values()):
            raise Refusal("invalid_arg", f"List &quot;{title}&quot; already exists")
        number = next(self.numbers)
        self.lists[number] = {"id": number, "title": title}
        return number

    def add_field(self, name: str, kind: str, public_name: str) -> int:
        """Add a field of contacts."""
        number = next(self.numbers)
        self.fields[number] = {
            "id": number,
            "name": name,
            "type": kind,
            "is_visible": 1,
            "view_pos": len(self.fields) + 1,
            "public_name": public_name or name,
        }
        return number

    def add_tags(self, one: Contact, names: list[str]) -> None:
        """Put tags on a contact; a new name becomes a tag of the account."""
        for name in names:
            if name not in one.tags:
                one.tags.append(name)
            if all(tag["name"] != name for tag in self.tags.values()):
                number = next(self.numbers)
                self.tags[number] = {"id": number, "name": name}

    def put_in(self, one: Contact, list_id: int) -> bool:
        """Put a contact into a list unless its person left it; tell when it was not there."""
        if list_id not in self.lists:
            raise Refusal("invalid_arg", f"List {list_id} not found")
        present = one.lists.get(list_id)
        if present is not None and present.status in {"active", "unsubscribed"}:
            return False
        one.lists[list_id] = Membership(self.now())
        return True

    def indexed(self) -> list[Contact]:
        """Return the contacts that counting and exports know of by now."""
        return [one for one in self.contacts.values() if one.indexed_from <= self.now()]

    def has_field(self, name: str) -> bool:
        """Say whether contacts have a field of this name."""
        return any(one["name"] == name for one in self.fields.values())
