"""Every function users may apply to a value; the editor's help is made of this table."""

from engine.flow.functions import coding, dates, lists, numbers, people, text, web
from engine.flow.functions.declare import Function

FUNCTIONS: dict[str, Function] = {
    **text.TEXT.functions,
    **people.PEOPLE.functions,
    **numbers.NUMBERS.functions,
    **dates.DATES.functions,
    **lists.LISTS.functions,
    **coding.CODING.functions,
    **web.WEB.functions,
}
