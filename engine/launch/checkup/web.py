"""Whether the web process of this container answers; asked often, so it loads next to nothing."""

import os
from http.client import HTTPConnection, HTTPException

ANSWER_WITHIN_S = 4


def sign() -> bool | None:
    """Tell whether it is ready; None where it answers, but something it needs does not."""
    if _status("/health/live") is None:
        return False
    return True if _status("/health/ready") == 200 else None


def _status(path: str) -> int | None:
    port = int(os.environ.get("SVYAZKA_PORT", "8000"))
    line = HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_S)
    try:
        line.request("GET", path, headers={"Host": _a_host()})
        return line.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        line.close()


def _a_host() -> str:
    """Return a name that is answered to."""
    first = os.environ.get("SVYAZKA_ALLOWED_HOSTS", "*").split(",")[0].strip()
    return "127.0.0.1" if first in {"", "*"} else first.removeprefix(".")
