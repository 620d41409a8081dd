"""Regular expressions of users: google-re2, whose time is linear in the text."""

from functools import lru_cache

import re2

from engine.flow.errors import MappingFailed
from engine.flow.limits import MATCHES

_LONGEST = 1000
_MEMORY = 1 << 20


class Pattern:
    """A compiled expression; matching never backtracks and never raises."""

    __slots__ = ("_compiled", "groups", "source")

    def __init__(self, source: str, *, case: bool = True) -> None:
        options = re2.Options()
        options.log_errors = False
        options.case_sensitive = case
        options.max_mem = _MEMORY
        self.source = source
        self._compiled = re2.compile(source, options)
        self.groups: int = self._compiled.groups

    def found_in(self, text: str) -> bool:
        """Tell whether the expression matches anywhere in the text."""
        return self._compiled.search(_clean(text)) is not None

    def first(self, text: str, group: int = 0) -> str | None:
        """Return the first match, or one group of it; None when there is none."""
        match = self._compiled.search(_clean(text))
        if match is None or not 0 <= group <= self.groups:
            return None
        found: str | None = match.group(group)
        return found

    def all(self, text: str, limit: int) -> list[str]:
        """Return the first `limit` matches: the group when there is one, else the whole match."""
        group = min(self.groups, 1)
        found: list[str] = []
        for match in self._compiled.finditer(_clean(text)):
            found.append(match.group(group) or "")
            if len(found) >= limit:
                break
        return found

    def replaced(self, text: str, new: str, limit: int) -> str:
        """Replace every match by a fixed text; refuse results longer than `limit`."""
        parts, at, room = [], 0, limit - len(text)
        text = _clean(text)
        for count, match in enumerate(self._compiled.finditer(text)):
            room -= len(new)
            if room < 0 or count >= MATCHES:
                raise MappingFailed("text_too_long", limit=limit)
            parts += [text[at : match.start()], new]
            at = match.end()
        return "".join([*parts, text[at:]])


@lru_cache(maxsize=256)
def compile_pattern(source: str, *, case: bool = True) -> Pattern:
    """Return the compiled expression; raises `MappingFailed("bad_pattern")`."""
    if len(source) > _LONGEST:
        raise MappingFailed("bad_pattern", problem="too long", limit=_LONGEST)
    try:
        return Pattern(source, case=case)
    except (re2.error, UnicodeError) as error:
        problem = error.args[0] if error.args else ""
        text = problem.decode("utf-8", "replace") if isinstance(problem, bytes) else str(problem)
        raise MappingFailed("bad_pattern", problem=text) from error


def _clean(text: str) -> str:
    """Replace lone surrogates, which the engine's UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
