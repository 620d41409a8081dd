"""Russian letters in Latin ones and back."""

import re

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SPELLED = "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_LATIN = dict(zip(_LETTERS, _SPELLED.split(" "), strict=True))
_CYRILLIC = {
    **{latin: letter for letter, latin in reversed(_LATIN.items()) if latin},
    **{"c": "к", "h": "х", "j": "дж", "q": "к", "w": "в", "x": "кс", "y": "ы", "eh": "э"},
}
_CLUSTERS = sorted((spelled for spelled in _CYRILLIC if len(spelled) > 1), key=len, reverse=True)
_SHORT_I = re.compile(r"(?<=[aeiouyаеёиоуыэюя])y", re.IGNORECASE)


def to_latin(text: str) -> str:
    """Return the text with Russian letters spelled in Latin ones, case kept."""
    return text.translate(_TO_LATIN)


def to_cyrillic(text: str) -> str:
    """Return the text with Latin letters read as Russian, longest spelling first, case kept."""
    for spelled in _CLUSTERS:
        letter = _CYRILLIC[spelled]
        for written, read in ((spelled, letter), (spelled.capitalize(), letter.upper())):
            text = text.replace(written, read)
        text = text.replace(spelled.upper(), letter.upper())
    text = _SHORT_I.sub(lambda found: "Й" if found[0] == "Y" else "й", text)
    return text.translate(_TO_CYRILLIC)


def _cased(table: dict[str, str]) -> dict[int, str]:
    upper = {one.upper(): other.capitalize() for one, other in table.items()}
    return str.maketrans(table | upper)


_TO_LATIN = _cased(_LATIN)
_TO_CYRILLIC = _cased({one: letter for one, letter in _CYRILLIC.items() if len(one) == 1})
