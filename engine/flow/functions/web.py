"""Functions on addresses of web pages."""

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from engine.flow.functions.declare import Group
from engine.kernel.json_types import Json

WEB = Group("web")
_LONGEST = 10_000
_UTM = ("source", "medium", "campaign", "term", "content")
_CLICK_IDS = (
    "gclid gclsrc dclid gbraid wbraid fbclid yclid ysclid ymclid msclkid mc_cid mc_eid igshid "
    "twclid ttclid _openstat rb_clickid vk_ref _ga _gl"
)
_TRACKING = frozenset(_CLICK_IDS.split())


@WEB.function(
    "{{ 'https://a.ru/?utm_source=vk&utm_medium=cpc' | parse_utm }}",
    {"source": "vk", "medium": "cpc", "campaign": "", "term": "", "content": ""},
)
def parse_utm(value: str) -> Json:
    found = dict(_query(_split(value)))
    return {name: found.get(f"utm_{name}", "") for name in _UTM}


@WEB.function(
    "{{ 'https://a.ru/?p=1' | add_utm: 'vk', 'cpc' }}",
    "https://a.ru/?p=1&utm_source=vk&utm_medium=cpc",
)
def add_utm(value: str, source: str, medium: str = "", campaign: str = "", term: str = "") -> Json:
    if not value.strip():
        return value
    given = {"source": source, "medium": medium, "campaign": campaign, "term": term}
    marks = [(f"utm_{name}", text) for name, text in given.items() if text]
    parts = _split(value)
    kept = [pair for pair in _query(parts) if pair[0] not in dict(marks)]
    return _with_query(parts, kept + marks)


@WEB.function(
    "{{ 'https://a.ru/?p=1&utm_source=vk&yclid=7' | strip_tracking }}", "https://a.ru/?p=1"
)
def strip_tracking(value: str) -> Json:
    parts = _split(value)
    return _with_query(parts, [pair for pair in _query(parts) if not _tracks(pair[0])])


@WEB.function("{{ 'https://www.a.ru/b' | url_host }}", "www.a.ru")
def url_host(value: str) -> Json:
    return _split(value).hostname


@WEB.function("{{ 'https://a.ru/b/c?d=1' | url_path }}", "/b/c")
def url_path(value: str) -> Json:
    return _split(value).path


@WEB.function("{{ 'https://a.ru/?id=7' | url_param: 'id' }}", "7")
def url_param(value: str, name: str) -> Json:
    return dict(_query(_split(value))).get(name)


@WEB.function("{{ 'https://a.ru/' | set_url_param: 'id', 7 }}", "https://a.ru/?id=7")
def set_url_param(value: str, name: str, text: str) -> Json:
    parts = _split(value)
    kept = [pair for pair in _query(parts) if pair[0] != name]
    return _with_query(parts, [*kept, (name, text)])


def _split(value: str) -> SplitResult:
    if len(value) > _LONGEST:
        raise ValueError("not an address")
    return urlsplit(value.strip())


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query, keep_blank_values=True)


def _with_query(parts: SplitResult, pairs: list[tuple[str, str]]) -> str:
    return parts._replace(query=urlencode(pairs)).geturl()


def _tracks(name: str) -> bool:
    return name.startswith("utm_") or name in _TRACKING
