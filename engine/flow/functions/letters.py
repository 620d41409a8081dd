"""Russian letters in Latin ones and back."""

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "yo",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_CYRILLIC = {
    **{latin: letter for letter, latin in reversed(_LATIN.items()) if latin},
    **{"c": "к", "h": "х", "j": "дж", "q": "к", "w": "в", "x": "кс", "eh": "э"},
}
_LONGEST = max(map(len, _CYRILLIC))
_VOWELS = frozenset("aeiouy")


def to_latin(text: str) -> str:
    """Return the text with Russian letters spelled in Latin ones, case kept."""
    return "".join(_LATIN_CASED.get(letter, letter) for letter in text)


def to_cyrillic(text: str) -> str:
    """Return the text with Latin letters read as Russian, longest spelling first, case kept."""
    lowered, out, at = text.lower(), [], 0
    if len(lowered) != len(text):  # İ and its like grow when lowered
        text = lowered
    while at < len(text):
        size, letter = _letter_at(lowered, at)
        out.append(_cased(letter, text[at]))
        at += size
    return "".join(out)


def _letter_at(text: str, at: int) -> tuple[int, str]:
    for size in range(_LONGEST, 1, -1):
        found = _CYRILLIC.get(text[at : at + size])
        if found:
            return size, found
    if text[at] == "y":
        return 1, "й" if at and text[at - 1] in _VOWELS else "ы"
    return 1, _CYRILLIC.get(text[at], text[at])


def _cased(letter: str, like: str) -> str:
    return letter.capitalize() if like.isupper() else letter


_LATIN_CASED = _LATIN | {letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()}
