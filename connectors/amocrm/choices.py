"""What a person may choose from: pipelines, stages, users, tags, custom fields of the account."""

from collections.abc import Iterable

from connectors import sdk
from connectors.amocrm import api


async def pipelines(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the pipelines, which come all at once."""
    found = api.objects(await api.ask(call, "GET", "/leads/pipelines"), "_embedded.pipelines")
    return sdk.Page(offered(found, query))


async def stages(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the stages of the chosen pipeline: “won” and “lost” have one id in all of them."""
    pipeline = api.whole(query.values, "pipeline")
    found = await api.get(call, f"/leads/pipelines/{pipeline}")
    return sdk.Page(offered(api.objects(found, "_embedded.statuses"), query))


async def users(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
    """Offer the users of the account."""
    return await paged(call, "/users", "users", query)


def tags(kind: str) -> sdk.ChoiceLoader:
    """Return the loader of tags of a kind of entity, which amoCRM searches itself."""

    async def load(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
        request = api.listing(f"/{kind}/tags", {"query": query.search} if query.search else {})
        page = await api.page(call, request, "tags", query.page)
        names = [sdk.as_text(one["name"]) for one in page.items]
        return sdk.Page([sdk.Choice(name, name) for name in names], page.next)

    return load


def custom_fields(kind: str) -> sdk.ChoiceLoader:
    """Return the loader of custom fields of a kind of entity, by id."""

    async def load(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
        return await paged(call, f"/{kind}/custom_fields", "custom_fields", query)

    return load


async def paged(
    call: sdk.Call, path: str, items: str, query: sdk.ChoiceQuery
) -> sdk.Page[sdk.Choice]:
    """Offer one page of a list that amoCRM cannot search."""
    page = await api.page(call, api.listing(path), items, query.page)
    return sdk.Page(offered(page.items, query), page.next)


def offered(rows: Iterable[api.Row], query: sdk.ChoiceQuery) -> list[sdk.Choice]:
    """Return rows as choices, those that the search keeps."""
    wanted = (query.search or "").casefold()
    choices = [
        sdk.Choice(sdk.as_text(one["id"]), sdk.as_text(one.get("name") or one["id"]))
        for one in rows
    ]
    return [one for one in choices if wanted in f"{one.value}\n{one.label}".casefold()]
