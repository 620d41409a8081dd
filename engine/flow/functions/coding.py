"""Functions that encode, decode and sign."""

import base64
import hashlib
import hmac
import uuid as uuids
from urllib.parse import quote, quote_plus, unquote_plus

import orjson

from engine.flow.functions.declare import Group
from engine.flow.values import as_json, as_text
from engine.kernel.json_types import Json

CODING = Group("coding")


@CODING.function("{{ 'a,b' | split: ',' | json }}", '["a","b"]', also=("to_json",))
def json(value: Json) -> Json:
    return as_json(value)


@CODING.function("""{{ '{"a": [1]}' | parse_json }}""", {"a": [1]})
def parse_json(value: Json) -> Json:
    if isinstance(value, list | dict):
        return value
    found: Json = orjson.loads(as_text(value))
    return found


@CODING.function("{{ 'Анна' | base64_encode }}", "0JDQvdC90LA=")
def base64_encode(value: str) -> Json:
    return base64.b64encode(value.encode()).decode()


@CODING.function("{{ '0JDQvdC90LA=' | base64_decode }}", "Анна")
def base64_decode(value: str) -> Json:
    letters = "".join(value.split()).rstrip("=")
    padded = letters + "=" * (-len(letters) % 4)
    altchars = b"-_" if {"-", "_"} & set(letters) else None
    return base64.b64decode(padded, altchars=altchars, validate=True).decode()


@CODING.function("{{ 'a?b>c' | base64_url_encode }}", "YT9iPmM")
def base64_url_encode(value: str) -> Json:
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


@CODING.function("{{ 'a b&c/д' | url_encode }}", "a%20b%26c%2F%D0%B4")
def url_encode(value: str) -> Json:
    return quote(value, safe="")


@CODING.function("{{ 'a b&c' | form_encode }}", "a+b%26c")
def form_encode(value: str) -> Json:
    return quote_plus(value)


@CODING.function("{{ 'a%20b+c' | url_decode }}", "a b c")
def url_decode(value: str) -> Json:
    return unquote_plus(value)


@CODING.function("{{ 'anna@mail.ru' | md5 }}", "bee5cfc75cddd66ea1c335a957cf92aa")
def md5(value: str) -> Json:
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()


@CODING.function("{{ 'anna' | sha1 }}", "2bc1ecb410e142bce83bce6f212b41e1781536dc")
def sha1(value: str) -> Json:
    return hashlib.sha1(value.encode(), usedforsecurity=False).hexdigest()


@CODING.function("{{ 'anna' | sha256 | truncate: 8, '' }}", "55579b55")
def sha256(value: str) -> Json:
    return hashlib.sha256(value.encode()).hexdigest()


@CODING.function("{{ 'anna' | sha512 | length }}", 128)
def sha512(value: str) -> Json:
    return hashlib.sha512(value.encode()).hexdigest()


@CODING.function("{{ 'anna' | hmac_sha256: 'key' | truncate: 8, '' }}", "d27d461c", also=("hmac",))
def hmac_sha256(value: str, key: str) -> Json:
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


@CODING.function("{{ 'anna' | hmac_sha1: 'key' | truncate: 8, '' }}", "1ba13598")
def hmac_sha1(value: str, key: str) -> Json:
    return hmac.new(key.encode(), value.encode(), hashlib.sha1).hexdigest()


@CODING.function("{{ 'order 184' | uuid }}", "43581a77-2318-52a2-93db-bacb30ca0914")
def uuid(value: str) -> Json:
    # From the value, not random: a retried step must send the same id again.
    return str(uuids.uuid5(uuids.NAMESPACE_OID, value))
