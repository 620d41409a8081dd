"""Functions on people's names, addresses and phones."""

import re

import phonenumbers

from engine.flow.functions.declare import Group, Number
from engine.flow.functions.letters import to_cyrillic, to_latin
from engine.kernel.json_types import Json

PEOPLE = Group("people")
_LONGEST_PHONE = 64
_LONGEST_EMAIL = 320
_NOT_IN_NAME = re.compile(r'[\s@,;:<>()\[\]\\"]|^\.|\.$|\.\.')
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична|ич|оглы|кызы|улы)$", re.IGNORECASE)
_SURNAME = re.compile(
    r"(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|ской|енко|ко|ук|юк|чук|ых|их|ян|дзе|швили)$",
    re.IGNORECASE,
)
_GIVEN_NAMES = (
    "марина ирина арина полина алина галина екатерина кристина карина нина регина валентина "
    "василина константин валентин мартин вениамин лев ангелина акулина калина сабина эвелина "
    "дарина злата ева ян"
)
_NOT_SURNAMES = frozenset(_GIVEN_NAMES.split())


@PEOPLE.function('{{ " Anna@Mail.RU " | normalize_email }}', "anna@mail.ru")
def normalize_email(value: str) -> Json:
    address = value.strip().removeprefix("mailto:").strip("<>,;. \t").lower()
    name, _, domain = address.rpartition("@")
    if not name or len(address) > _LONGEST_EMAIL or _NOT_IN_NAME.search(name):
        return None
    try:
        written = domain.encode("idna").decode()
    except UnicodeError:
        return None
    return f"{name}@{written}" if _DOMAIN.fullmatch(written) else None


@PEOPLE.function('{{ "8 (916) 123-45-67" | normalize_phone }}', "+79161234567")
def normalize_phone(value: str, country: str = "RU") -> Json:
    if len(value) > _LONGEST_PHONE:
        return None
    try:
        number = phonenumbers.parse(value, country.strip().upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@PEOPLE.function(
    '{{ "Петрова Анна Сергеевна" | split_name }}',
    {"last": "Петрова", "first": "Анна", "middle": "Сергеевна"},
)
def split_name(value: str) -> Json:
    words = value.split()[:20]
    last, first, middle = _parts(words)
    return {"last": last, "first": first, "middle": middle}


@PEOPLE.function('{{ "Анна Петрова" | first_name }}', "Анна")
def first_name(value: str) -> Json:
    return _parts(value.split()[:20])[1]


@PEOPLE.function('{{ "Анна Петрова" | last_name }}', "Петрова")
def last_name(value: str) -> Json:
    return _parts(value.split()[:20])[0]


@PEOPLE.function('{{ 22 | plural_ru: "заказ", "заказа", "заказов" }}', "заказа")
def plural_ru(value: Number, one: str, few: str, many: str) -> Json:
    if value != int(value):
        return few
    tens, units = abs(int(value)) % 100, abs(int(value)) % 10
    if units == 1 and tens != 11:
        return one
    return few if 2 <= units <= 4 and not 12 <= tens <= 14 else many


@PEOPLE.function('{{ 2 | plural_en: "order", "orders" }}', "orders")
def plural_en(value: Number, one: str, many: str) -> Json:
    return one if value == 1 else many


@PEOPLE.function('{{ "Щукин Юрий" | transliterate }}', "Shchukin Yuriy", also=("to_latin",))
def transliterate(value: str) -> Json:
    return to_latin(value)


@PEOPLE.function('{{ "Shchukin Yuriy" | from_latin }}', "Щукин Юрий", also=("to_cyrillic",))
def from_latin(value: str) -> Json:
    return to_cyrillic(value)


@PEOPLE.function('{{ "anna@mail.ru" | mask }}', "a***@mail.ru")
def mask(value: str, visible: int = 4) -> Json:
    name, at, domain = value.rpartition("@")
    if at and name:
        return f"{name[0]}***@{domain}"
    shown = max(min(visible, len(value) // 2), 0)
    return "*" * (len(value) - shown) + (value[-shown:] if shown else "")


def _parts(words: list[str]) -> tuple[str, str, str]:
    """Return last, first and middle name; Russian order unless the words themselves say else."""
    if len(words) <= 1:
        return "", "".join(words), ""
    if len(words) == 2:
        last, first = words if _starts_with_surname(words) else reversed(words)
        return last, first, ""
    if _PATRONYMIC.search(words[1]) and not _PATRONYMIC.search(words[2]):
        return " ".join(words[2:]), words[0], words[1]
    return words[0], words[1], " ".join(words[2:])


def _starts_with_surname(words: list[str]) -> bool:
    first, second = (word.casefold() for word in words)
    if not re.search("[а-яё]", first + second):
        return False
    if first in _NOT_SURNAMES:
        return False
    looks = bool(_SURNAME.search(first)), bool(_SURNAME.search(second))
    return looks[0] or not looks[1] or second in _NOT_SURNAMES
