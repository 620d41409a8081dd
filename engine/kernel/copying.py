"""Cells in PostgreSQL's COPY text format (https://www.postgresql.org/docs/18/sql-copy.html).

Ids, numbers and times need no escaping: rows are put together from them as they are, and only what
somebody else wrote goes through `cell`.
"""

NULL = "\\N"


def cell(text: str | None) -> str:
    """Return a text cell, escaped; NUL characters, which PostgreSQL refuses, go."""
    if text is None:
        return NULL
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\r" in text:
        text = text.replace("\r", "\\r")
    if "\t" in text:
        text = text.replace("\t", "\\t")
    return text.replace("\0", "") if "\0" in text else text


def json_cell(text: bytes) -> bytes:
    """Return a cell of serialised JSON, in which only backslashes need escaping."""
    return text.replace(b"\\", b"\\\\") if b"\\" in text else text
