"""Russian letters in Latin ones and back."""

import re

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SPELLED = "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_LATIN = dict(zip(_LETTERS, _SPELLED.split(" "), strict=True))
_CYRILLIC = {
    **{latin: letter for letter, latin in reversed(_LATIN.items()) if latin},
    **{"c": "к", "h": "х", "j": "дж", "q": "к", "w": "в", "x": "кс", "eh": "э"},
}
_SPELLING = re.compile("|".join(sorted((*_CYRILLIC, "y"), key=len, reverse=True)), re.IGNORECASE)
_VOWELS = frozenset("aeiouyAEIOUY")


def to_latin(text: str) -> str:
    """Return the text with Russian letters spelled in Latin ones, case kept."""
    return text.translate(_LATIN_CASED)


def to_cyrillic(text: str) -> str:
    """Return the text with Latin letters read as Russian, longest spelling first, case kept."""
    return _SPELLING.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    found, before = match[0], match.string[match.start() - 1 : match.start()]
    if found in "yY":
        letter = "й" if before in _VOWELS else "ы"
    else:
        letter = _CYRILLIC.get(found.lower(), found)
    return letter.capitalize() if found[0].isupper() else letter


_LATIN_CASED = str.maketrans(
    _LATIN | {letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()}
)
