"""One PostgreSQL address, in the forms Django and psycopg want."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

CONNECT_WITHIN_S = 5


def django_database(url: str) -> dict[str, Any]:
    """Return Django's `DATABASES` entry for a PostgreSQL URL or conninfo string."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:  # its words may repeat a part of the password
        raise ValueError("PostgreSQL cannot read it: is a parameter misspelt?") from error
    known = {"dbname", "user", "password", "host", "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "svyazka"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": CONNECT_WITHIN_S}
        | {key: value for key, value in parts.items() if key not in known},
    }
