"""multipart/form-data: fields as text, files described, small ones with their content."""

from base64 import b64encode
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser

from connectors.sdk.json_codec import Unreadable
from connectors.sdk.json_types import Json
from connectors.sdk.pairs import gathered

INLINE_FILE = 64 * 1024
CONFIG: dict[str, Any] = {"MAX_MEMORY_FILE_SIZE": 8 * 1024 * 1024}


def read_multipart(raw: bytes, boundary: bytes) -> dict[str, Json]:
    """Return the fields; a file becomes its name, type, size and, up to 64 KiB, its content."""
    if not boundary:
        raise Unreadable("invalid_multipart", "The multipart body names no boundary.")
    pairs: list[tuple[str, Json]] = []
    ends: list[None] = []
    try:
        parser = FormParser(
            "multipart/form-data",
            lambda field: pairs.append(_field(field)),
            lambda file: pairs.append(_file(file)),
            on_end=lambda: ends.append(None),
            boundary=boundary,
            config=CONFIG,
        )
        parser.write(raw)
        parser.finalize()
    except FormParserError:
        raise Unreadable("invalid_multipart", "The multipart body is broken.") from None
    if not ends:
        raise Unreadable("invalid_multipart", "The multipart body is cut short.")
    return gathered(pairs)


def _text(raw: bytes | None) -> str:
    try:
        text = (raw or b"").decode()
    except UnicodeError:
        raise Unreadable("invalid_text", "A field of the body is not UTF-8 text.") from None
    if "\x00" in text:
        raise Unreadable("bad_text", "The text contains a NUL character.")
    return text


def _field(field: Field) -> tuple[str, Json]:
    return _text(field.field_name), _text(field.value)


def _file(file: File) -> tuple[str, Json]:
    described: dict[str, Json] = {
        "name": _text(file.file_name),
        "content_type": file.content_type,
        "size": file.size,
    }
    if file.size <= INLINE_FILE:
        file.file_object.seek(0)
        described["content_base64"] = b64encode(file.file_object.read()).decode()
    file.close()
    return _text(file.field_name), described
