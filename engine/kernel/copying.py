"""Rows in PostgreSQL's COPY text format (https://www.postgresql.org/docs/18/sql-copy.html)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

Cell = str | bytes | int | UUID | datetime | None


def line(cells: Iterable[Cell]) -> bytes:
    """Return one COPY line, its end included; NUL characters, which PostgreSQL refuses, go."""
    return b"\t".join([_encode(cell) for cell in cells]) + b"\n"


def _encode(cell: Cell) -> bytes:
    if cell is None:
        return b"\\N"
    if isinstance(cell, str):
        return _escape(cell.encode("utf-8", "replace"))
    if isinstance(cell, bytes):
        return _escape(cell)
    return str(cell).encode()


def _escape(text: bytes) -> bytes:
    if b"\\" in text:
        text = text.replace(b"\\", b"\\\\")
    if b"\n" in text:
        text = text.replace(b"\n", b"\\n")
    if b"\r" in text:
        text = text.replace(b"\r", b"\\r")
    if b"\t" in text:
        text = text.replace(b"\t", b"\\t")
    if b"\0" in text:
        text = text.replace(b"\0", b"")
    return text
