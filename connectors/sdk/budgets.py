"""Rate budgets that services tell in headers, read as "leave me alone for so many seconds"."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

LONGEST_REST_S = 3_600.0
EPOCH_FROM_S = 1_000_000_000
NUMBER = re.compile(r"\d{1,15}(\.\d{1,6})?")
# draft-ietf-httpapi-ratelimit-headers: `limit=100, remaining=0, reset=50`, newer `"name";r=0;t=50`.
LEFT = re.compile(r"(?:\bremaining|;\s*r)\s*=\s*(\d{1,9})\b")
RESET = re.compile(r"(?:\breset|;\s*t)\s*=\s*(\d{1,9})\b")
PREFIXES = ("X-RateLimit-", "RateLimit-", "X-Rate-Limit-")
TELLING = ("RateLimit", *(f"{prefix}Remaining" for prefix in PREFIXES))


def rest_s(headers: Mapping[str, str], now: Callable[[], datetime]) -> float:
    """Return how long to wait when the answer says that no more calls are left; 0 otherwise."""
    if not any(map(headers.__contains__, TELLING)):
        return 0.0
    rests = (*_in_fields(headers, now()), *_in_one(headers.get("RateLimit", "")))
    return max(rests, default=0.0)


def _in_fields(headers: Mapping[str, str], now: datetime) -> Iterator[float]:
    for prefix in PREFIXES:
        left = headers.get(f"{prefix}Remaining")
        if left is not None and left.strip() == "0":
            yield _seconds(headers.get(f"{prefix}Reset", ""), now)


def _in_one(header: str) -> Iterator[float]:
    # A list of policies: the words of each stand between two commas or are the whole header.
    policies = [header] if "remaining" in header else header.split(",")
    for policy in policies:
        left, reset = LEFT.search(policy), RESET.search(policy)
        if left and reset and int(left[1]) == 0:
            yield min(float(reset[1]), LONGEST_REST_S)


def _seconds(text: str, now: datetime) -> float:
    if not NUMBER.fullmatch(text.strip()):
        return 0.0
    told = float(text)
    # Some services tell a moment, in Unix seconds, others how long it is until then.
    wait = told - now.timestamp() if told >= EPOCH_FROM_S else told
    return min(max(wait, 0.0), LONGEST_REST_S)
