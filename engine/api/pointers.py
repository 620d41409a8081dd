"""Where in a JSON body a mistake is (RFC 6901)."""


def pointer(*keys: str | int) -> str:
    """Return the JSON pointer of the keys; no keys point at the whole body."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)
