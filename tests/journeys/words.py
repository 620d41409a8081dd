"""What the dashboard says, read from its own catalogs: stories outlive a change of wording."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

from engine.config.local_run import ROOT

SOURCES = ROOT / "frontend" / "src"


@cache
def catalog(language: str) -> dict[str, str]:
    """Return every text of the dashboard in one language."""
    texts: dict[str, str] = {}
    for file in SOURCES.glob(f"**/strings/{language}.json"):
        texts |= json.loads(file.read_text("utf-8"))
    return texts


def said(text: str, values: Mapping[str, object], language: str) -> str:
    """Return an ICU text with its gaps filled in; what is not given stays a gap."""
    return "".join(
        _filled(part[1:-1], values, language) if part.startswith("{") else part
        for part in parts(text)
    )


def pattern(text: str) -> re.Pattern[str]:
    """Return what a text looks like when said with whatever in its gaps."""
    told = (".*" if part.startswith("{") else literal(part) for part in parts(text))
    return re.compile(f"^{''.join(told)}$")


def literal(text: str) -> str:
    """Return the pattern of this very text; the browser takes no other escapes than these."""
    return re.sub(r"[.*+?^${}()|[\]\\/]", r"\\\g<0>", text)


def parts(text: str) -> Iterator[str]:
    """Split a text into what is said and its outermost gaps, in their braces."""
    depth, begin = 0, 0
    for at, letter in enumerate(text):
        if letter == "{" and (depth := depth + 1) == 1:
            yield text[begin:at]
            begin = at
        elif letter == "}" and (depth := depth - 1) == 0:
            yield text[begin : at + 1]
            begin = at + 1
    yield text[begin:]


def _filled(gap: str, values: Mapping[str, object], language: str) -> str:
    name, _, rest = gap.partition(",")
    value = values.get(name)
    if not rest:
        return f"{{{gap}}}" if value is None else str(value)
    kind, _, cases = rest.partition(",")
    told = _cases(cases)
    wanted = str(value) if kind.strip() == "select" else _plural(value, told, language)
    return said(told.get(wanted, told["other"]), values, language).replace("#", str(value))


def _cases(text: str) -> dict[str, str]:
    names_and_texts = [part for part in parts(text) if part.strip()]
    pairs = zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
    return {name.strip(): told[1:-1] for name, told in pairs}


def _plural(value: object, told: Mapping[str, str], language: str) -> str:
    count = int(str(value))
    if f"={count}" in told:
        return f"={count}"
    if language == "en":
        return "one" if count == 1 else "other"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else "many"
