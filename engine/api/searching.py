"""How people search: in any case, and with ё and е as one letter."""

from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace, StrIndex
from django.db.models.lookups import GreaterThan


def plain(text: str) -> str:
    """Return the text as it is compared."""
    return text.lower().replace("ё", "е")


def says(column: str | Combinable, text: str) -> Q:
    """Return the condition that a column has the text in it; % and _ have no meaning."""
    read = Replace(Lower(column), Value("ё"), Value("е"))
    return Q(GreaterThan(StrIndex(read, Value(plain(text))), 0))
