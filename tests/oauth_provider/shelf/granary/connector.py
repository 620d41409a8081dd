"""Granary: the service behind the tests' OAuth provider."""

from collections.abc import Mapping

from connectors import sdk
from connectors.sdk.json_types import Json


async def check(call: sdk.Call) -> str:
    """Return whose account it is."""
    me = await call.get("/me")
    return str(me["name"]) if isinstance(me, Mapping) else ""


async def look(call: sdk.Call, _inputs: Mapping[str, Json]) -> Json:
    """Return whose account it is, and the shelves known of it."""
    return {"name": await check(call), "shelves": call.metadata.get("shelves")}


async def store(call: sdk.Call, _inputs: Mapping[str, Json]) -> Json:
    """Store something."""
    return await call.post("/me")


async def shelves(call: sdk.Call) -> Json:
    """Read the shelves of the account."""
    return await call.get("/shelves")


connector = sdk.Connector(
    slug="granary",
    base_url="https://granary.example",
    auth=(
        sdk.OAuth2(
            authorize_url="https://login.granary.example/o/authorize/",
            token_url="https://login.granary.example/o/token/",
            scopes=("read",),
            check=check,
        ),
        sdk.ApiKey(header="Authorization", prefix="Bearer ", check=check),
    ),
    metadata=shelves,
    actions=(sdk.Action("look", run=look), sdk.Action("store", run=store)),
)
