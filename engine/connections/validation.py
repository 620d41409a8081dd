"""What a person enters for a connection, checked against what the connector declares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.sdk.auth import Auth
from connectors.sdk.declare import Connector
from connectors.sdk.errors import InputRejected
from connectors.sdk.fields import SCHEMAS, Field, check_inputs
from engine.api.pointers import pointer
from engine.connections.oauth import shared
from engine.kernel.errors import Invalid, Mistake
from engine.kernel.json_types import Json, JsonObject
from engine.kernel.nearest import near, strangers

LONGEST_VALUE = 16_384
LIMITS = "limits"
STRUCTURED = frozenset({"object", "list", "any"})
WRITTEN = frozenset({"text", "text_long", "secret", "url", "email", "choice"})


@dataclass(frozen=True)
class Span:
    """Which numbers a limit may be."""

    kinds: tuple[type[int | float], ...]
    least: float
    most: float


SPANS = {
    "per_second": Span((int, float), 0.001, 10_000),
    "concurrency": Span((int,), 1, 1_000),
}

# The API has one word per idea, whoever found the mistake.
CODES = {
    "input_required": "missing",
    "input_wrong_kind": "wrong_type",
    "input_not_a_choice": "not_one_of",
    "input_unknown": "unknown_field",
}


@dataclass(frozen=True)
class Entered:
    """A login and settings that fit the connector's declaration."""

    auth: Auth
    secrets: Mapping[str, str]
    settings: JsonObject


def check_entered(connector: Connector, auth: JsonObject, settings: JsonObject) -> Entered:
    """Return what was entered as the connector wants it; raises Invalid with every mistake."""
    way_in = way_in_of(connector, auth)
    sent = _without_kind(auth)
    secrets, wrong_secrets = _checked(_fields(connector, way_in, sent), sent, "auth")
    kept, wrong_settings = _settings(connector, settings)
    mistakes = [*_kind_mistakes(connector, auth), *wrong_settings]
    if way_in is None or mistakes or wrong_secrets:
        raise Invalid([*mistakes, *(wrong_secrets if way_in else ())])
    return Entered(way_in, {name: _text(value) for name, value in secrets.items()}, kept)


def check_settings(connector: Connector, settings: JsonObject) -> JsonObject:
    """Return the settings as the connector wants them; raises Invalid with every mistake."""
    kept, mistakes = _settings(connector, settings)
    if mistakes:
        raise Invalid(mistakes)
    return kept


def way_in_of(connector: Connector, auth: JsonObject) -> Auth | None:
    """Return the connector's way in of the kind that was sent, if there is one."""
    kind = auth.get("kind")
    return connector.auth_of(kind) if isinstance(kind, str) else None


def _fields(connector: Connector, way_in: Auth | None, sent: JsonObject) -> Sequence[Field]:
    if way_in is None or (way_in.kind == "oauth2" and not sent and shared(connector.slug)):
        return ()
    return way_in.fields


def _kind_mistakes(connector: Connector, auth: JsonObject) -> Iterator[Mistake]:
    if "kind" not in auth:
        yield Mistake("/auth/kind", "missing")
    elif way_in_of(connector, auth) is None:
        yield Mistake("/auth/kind", "not_one_of", {"options": [one.kind for one in connector.auth]})


def _without_kind(auth: JsonObject) -> dict[str, Json]:
    return {name: value for name, value in auth.items() if name != "kind"}


def _settings(connector: Connector, given: JsonObject) -> tuple[dict[str, Json], list[Mistake]]:
    own = {name: value for name, value in given.items() if name != LIMITS}
    kept, mistakes = _checked(connector.settings, own, "settings")
    limits = given.get(LIMITS)
    if limits is not None:
        mistakes += _limit_mistakes(limits)
        kept[LIMITS] = limits
    return kept, mistakes


def _checked(
    fields: Sequence[Field], given: JsonObject, place: str
) -> tuple[dict[str, Json], list[Mistake]]:
    kept: dict[str, Json] = {}
    mistakes: list[Mistake] = []
    for one in fields:
        try:
            kept |= _check_one(one, given)
        except InputRejected as refusal:
            mistakes.append(_mistake(one, refusal, place))
    known = {one.name for one in fields}
    mistakes += [
        Mistake(pointer(place, name), "unknown_field", meant)
        for name, meant in strangers(given, known)
    ]
    return kept, mistakes


def _check_one(one: Field, given: JsonObject) -> dict[str, Json]:
    value = given.get(one.name)
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise InputRejected(one.name, code="too_long", field=one.name)
    is_nested = isinstance(value, Mapping | list) and one.kind not in STRUCTURED
    # A run writes a mapped 5 as "5"; a person's key that is a number is a mistake.
    if is_nested or (isinstance(value, int | float) and one.kind in WRITTEN):
        raise InputRejected(one.name, code="input_wrong_kind", field=one.name)
    return check_inputs((one,), {one.name: value})


def _mistake(one: Field, refusal: InputRejected, place: str) -> Mistake:
    code = CODES.get(refusal.code, refusal.code)
    params: dict[str, dict[str, Json]] = {
        "not_one_of": {"options": list(one.options)},
        "wrong_type": {"wanted": wanted_by(one)},
        "too_long": {"most": LONGEST_VALUE},
    }
    return Mistake(pointer(place, one.name), code, params.get(code, {}))


def wanted_by(field: Field) -> Json:
    """Return what a field takes, by its format or type in JSON Schema."""
    schema = SCHEMAS[field.kind]
    return schema.get("format") or schema.get("type")


def _limit_mistakes(limits: Json) -> list[Mistake]:
    if not isinstance(limits, Mapping):
        return [Mistake("/settings/limits", "wrong_type", {"wanted": "object"})]
    found = (_limit_mistake(name, value) for name, value in limits.items())
    return [mistake for mistake in found if mistake]


def _limit_mistake(name: str, value: Json) -> Mistake | None:
    path, span = pointer("settings", LIMITS, name), SPANS.get(name)
    if span is None:
        return Mistake(path, "unknown_field", near(name, SPANS))
    if isinstance(value, bool) or not isinstance(value, span.kinds):
        return Mistake(path, "wrong_type", {"wanted": "number"})
    if not span.least <= value <= span.most:
        return Mistake(path, "out_of_range", {"least": span.least, "most": span.most})
    return None


def _text(value: Json) -> str:
    return value if isinstance(value, str) else str(value)
