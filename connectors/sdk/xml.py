"""XML as JSON: attributes as `@name`, mixed text as `#text`, repeated elements as lists."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.sdk.json_codec import DEPTH_MAX, Unreadable
from connectors.sdk.json_types import Json
from connectors.sdk.pairs import gathered


def read_xml(document: bytes | str) -> dict[str, Json]:
    """Parse XML without entities or a DTD; namespaces are dropped from names."""
    try:
        root = fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable("xml_forbidden", "XML with a DTD or entities is not accepted.") from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable("invalid_xml", "This is not well-formed XML.") from None
    return {_name(root.tag): _value(root, 1)}


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _value(element: Element, depth: int) -> Json:
    if depth > DEPTH_MAX:
        raise Unreadable("xml_too_deep", f"The XML nests deeper than {DEPTH_MAX} levels.")
    text = (element.text or "").strip()
    if not element.attrib and not len(element):
        return text
    found: dict[str, Json] = {f"@{_name(name)}": one for name, one in element.attrib.items()}
    found.update(gathered([(_name(one.tag), _value(one, depth + 1)) for one in element]))
    if text:
        found["#text"] = text
    return found
