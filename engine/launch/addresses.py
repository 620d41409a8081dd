"""Where a request wants to go, as its first line says."""

import re
from typing import Any
from urllib.parse import unquote

from httptools import parse_url

NOT_ASCII = re.compile(rb"[\x80-\xff]")


def with_plain_address(data: bytes) -> bytes:
    """Return a request with its address in ASCII: some senders leave Cyrillic in it as it is."""
    first, newline, rest = data.partition(b"\n")
    return NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], first) + newline + rest


def write_address(scope: Any, url: bytes) -> None:
    """Tell the application which path and query were asked for."""
    address = parse_url(url)
    raw_path = address.path or b"/"
    path = raw_path.decode("ascii")
    scope["path"] = unquote(path) if "%" in path else path
    scope["raw_path"] = raw_path
    scope["query_string"] = address.query or b""
