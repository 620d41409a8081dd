"""Functions on text."""

import html
import re
from functools import partial

from slugify import slugify

from engine.flow.errors import MappingFailed
from engine.flow.functions.declare import Group
from engine.flow.functions.letters import to_latin
from engine.flow.limits import LIST_ITEMS, TEXT_CHARS
from engine.flow.patterns import Pattern
from engine.flow.values import as_text, is_filled
from engine.kernel.json_types import Json

_INVISIBLE = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[a-zA-Z/!?][^<>]*>")
TEXT = Group("text")
_words = partial(re.compile(r"\S+").sub)


@TEXT.function('{{ "anna" | upper }}', "ANNA", also=("upcase",))
def upper(value: str) -> Json:
    return value.upper()


@TEXT.function('{{ "ANNA" | lower }}', "anna", also=("downcase",))
def lower(value: str) -> Json:
    return value.lower()


@TEXT.function('{{ "анна ПЕТРОВА" | title }}', "Анна Петрова")
def title(value: str) -> Json:
    return _words(lambda word: word[0][:1].upper() + word[0][1:].lower(), value)


@TEXT.function('{{ "aNNA smith" | capitalize }}', "Anna smith")
def capitalize(value: str) -> Json:
    return value[:1].upper() + value[1:].lower()


@TEXT.function('{{ "  Anna " | trim }}', "Anna", also=("strip",))
def trim(value: str) -> Json:
    return value.strip()


@TEXT.function('{{ "  Anna" | trim_left }}', "Anna", also=("lstrip",))
def trim_left(value: str) -> Json:
    return value.lstrip()


@TEXT.function('{{ "Anna  " | trim_right }}', "Anna", also=("rstrip",))
def trim_right(value: str) -> Json:
    return value.rstrip()


@TEXT.function('{{ " Anna   Smith " | squish }}', "Anna Smith")
def squish(value: str) -> Json:
    return " ".join(value.split())


@TEXT.function('{{ "Anna" | append: "!" }}', "Anna!")
def append(value: str, text: str) -> Json:
    return value + text


@TEXT.function('{{ "Anna" | prepend: "Hello, " }}', "Hello, Anna")
def prepend(value: str, text: str) -> Json:
    return text + value


@TEXT.function('{{ "a-b-c" | replace: "-", "+" }}', "a+b+c", also=("remove",))
def replace(value: str, old: str, new: str = "") -> Json:
    # Counted first: a megabyte of letters, each replaced by a megabyte, must never be made.
    if not old:
        return value
    if len(value) + value.count(old) * max(len(new) - len(old), 0) > TEXT_CHARS:
        raise MappingFailed("text_too_long", limit=TEXT_CHARS)
    return value.replace(old, new)


@TEXT.function('{{ "a-b-c" | replace_first: "-", "+" }}', "a+b-c", also=("remove_first",))
def replace_first(value: str, old: str, new: str = "") -> Json:
    return value.replace(old, new, 1) if old else value


@TEXT.function('{{ "tel. 12-34" | regex_replace: "[^0-9]", "" }}', "1234")
def regex_replace(value: str, pattern: Pattern, new: str = "") -> Json:
    return pattern.replaced(value, new, TEXT_CHARS)


@TEXT.function('{{ "Order No. 184 paid" | regex_extract: "No[.] ([0-9]+)" }}', "184")
def regex_extract(value: str, pattern: Pattern, group: int = -1) -> Json:
    return pattern.first(value, group if group >= 0 else min(pattern.groups, 1))


@TEXT.function('{{ "a1 b22" | regex_extract_all: "[0-9]+" }}', ["1", "22"])
def regex_extract_all(value: str, pattern: Pattern) -> Json:
    return list(pattern.all(value, LIST_ITEMS))


@TEXT.function('{{ "a,b" | split: "," }}', ["a", "b"])
def split(value: str, separator: str = " ") -> Json:
    if not value:
        return []
    return list(value[: LIST_ITEMS + 1]) if not separator else list(value.split(separator))


@TEXT.function('{{ "A long title" | truncate: 7 }}', "A long…")
def truncate(value: str, length: int = 50, ending: str = "…") -> Json:
    if len(value) <= length:
        return value
    return value[: max(length - len(ending), 0)] + ending[: max(length, 0)]


@TEXT.function('{{ "one two three" | truncate_words: 2 }}', "one two…", also=("truncatewords",))
def truncate_words(value: str, count: int = 15, ending: str = "…") -> Json:
    words = value.split()
    return value if len(words) <= count else " ".join(words[: max(count, 1)]) + ending


@TEXT.function('{{ "" | default: "friend" }}', "friend")
def default(value: Json, otherwise: Json = "", allow_false: bool = False) -> Json:
    if value is False:
        return value if allow_false else otherwise
    return value if is_filled(value) else otherwise


@TEXT.function('{{ "Привет, мир!" | slug }}', "privet-mir")
def slug(value: str) -> Json:
    return str(slugify(to_latin(value[:10_000])))


@TEXT.function('{{ "<p>Hi, <b>Anna</b> &amp; co</p>" | strip_html }}', "Hi, Anna & co")
def strip_html(value: str) -> Json:
    text = _TAGS.sub("", _BREAKS.sub("\n", _INVISIBLE.sub("", value)))
    lines = (line.strip() for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


@TEXT.function('{{ "a < b" | escape_html }}', "a &lt; b", also=("escape",))
def escape_html(value: str) -> Json:
    return html.escape(value)


@TEXT.function('{{ "a &lt; b" | unescape_html }}', "a < b")
def unescape_html(value: str) -> Json:
    return html.unescape(value)


@TEXT.function('{{ "a" | line_breaks_to_html }}', "a", also=("newline_to_br",))
def line_breaks_to_html(value: str) -> Json:
    return value.replace("\r\n", "\n").replace("\n", "<br>\n")


@TEXT.function('{{ "Anna" | first_chars: 2 }}', "An")
def first_chars(value: str, count: int = 1) -> Json:
    return value[: max(count, 0)]


@TEXT.function('{{ "Anna" | last_chars: 2 }}', "na")
def last_chars(value: str, count: int = 1) -> Json:
    return value[-count:] if count > 0 else ""


@TEXT.function('{{ "Anna" | slice: 1, 2 }}', "nn", name="slice")
def slice_text(value: Json, start: int, count: int = 1) -> Json:
    source = value if isinstance(value, list) else as_text(value)
    begin = max(start + len(source), 0) if start < 0 else start
    return source[begin : begin + max(count, 0)]


@TEXT.function('{{ 7 | pad: 3, "0" }}', "007", also=("pad_left",))
def pad(value: str, width: int, filler: str = " ") -> Json:
    return value.rjust(_width(width), filler[:1] or " ")


@TEXT.function('{{ "ab" | pad_right: 4, "." }}', "ab..")
def pad_right(value: str, width: int, filler: str = " ") -> Json:
    return value.ljust(_width(width), filler[:1] or " ")


@TEXT.function('{{ "Anna" | length }}', 4, also=("size",))
def length(value: Json) -> Json:
    return len(value) if isinstance(value, list | dict) else len(as_text(value))


@TEXT.function('{{ "8 (916) 123" | digits }}', "8916123")
def digits(value: str) -> Json:
    return "".join(letter for letter in value if letter in "0123456789")


@TEXT.function('{{ "anna@mail.ru" | before: "@" }}', "anna")
def before(value: str, separator: str) -> Json:
    return value.split(separator, 1)[0] if separator else value


@TEXT.function('{{ "anna@mail.ru" | after: "@" }}', "mail.ru")
def after(value: str, separator: str) -> Json:
    return value.partition(separator)[2] if separator else value


@TEXT.function('{{ "Anna" | contains: "nn" }}', True)
def contains(value: Json, text: str) -> Json:
    return (
        any(text == as_text(one) for one in value)
        if isinstance(value, list)
        else text in as_text(value)
    )


def _width(width: int) -> int:
    if width > TEXT_CHARS:
        raise MappingFailed("text_too_long", limit=TEXT_CHARS)
    return width
