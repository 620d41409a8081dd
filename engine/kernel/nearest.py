"""What was probably meant by a word that nothing is called by."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from engine.kernel.json_types import JsonObject

_LONGEST_WORD = 50
_MOST_STRANGERS = 20


def near(word: object, words: Iterable[object]) -> JsonObject:
    """Return which of the words was probably meant, as a parameter of a mistake."""
    text = word.lower() if isinstance(word, str) else ""
    known = {one.lower(): one for one in words if isinstance(one, str)}
    found = get_close_matches(text[:_LONGEST_WORD], known, n=1)
    return {"nearest": known[found[0]]} if found else {}


def strangers(names: Iterable[str], known: Collection[str]) -> Iterator[tuple[str, JsonObject]]:
    """Yield names that are not known, each with what was meant, as long as there are not many."""
    unknown = (name for name in names if name not in known)
    for number, name in enumerate(unknown):
        yield name, near(name, known) if number < _MOST_STRANGERS else {}
