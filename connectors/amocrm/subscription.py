"""The account's webhook, made through the API; one address is told of everything wanted."""

from collections.abc import Mapping

from connectors import sdk
from connectors.amocrm import api

GONE = frozenset({404, 410})


def subscription(codes: Mapping[str, str]) -> sdk.Subscription:
    """Return how amoCRM is told where to send; `codes` are its names for our triggers."""

    def settings(wanted: sdk.Wanted) -> list[str]:
        return sorted({codes[name] for name in wanted.events if name in codes})

    async def arm(call: sdk.Call, wanted: sdk.Wanted) -> sdk.Armed:
        if not await _stands(call, wanted.url, settings(wanted)):
            # Nobody tells whether a second registration of one address changes the first.
            await _take_away(call, wanted.url)
            body = {"destination": wanted.url, "settings": settings(wanted)}
            await api.ask(call, "POST", "/webhooks", json=body)
        return sdk.Armed({"settings": settings(wanted)})

    async def disarm(call: sdk.Call, wanted: sdk.Wanted) -> None:
        await _take_away(call, wanted.url)

    async def stands(call: sdk.Call, wanted: sdk.Wanted) -> bool:
        return await _stands(call, wanted.url, settings(wanted))

    return sdk.Subscription(arm, disarm, stands)


async def _registered(call: sdk.Call, url: str) -> api.Row | None:
    asked = {"filter[destination]": url}
    answer = await api.ask(call, "GET", "/webhooks", params=asked)
    found = api.objects(answer, "_embedded.webhooks")
    return next((one for one in found if one.get("destination") == url), None)


async def _stands(call: sdk.Call, url: str, settings: list[str]) -> bool:
    known = await _registered(call, url)
    if known is None or known.get("disabled"):
        return False
    told = known.get("settings")
    return isinstance(told, list) and sorted(map(sdk.as_text, told)) == settings


async def _take_away(call: sdk.Call, url: str) -> None:
    if await _registered(call, url) is None:
        return
    try:
        await api.ask(call, "DELETE", "/webhooks", json={"destination": url})
    except sdk.InputRejected as refused:
        if refused.status not in GONE:
            raise
