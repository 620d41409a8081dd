"""Lists asked again and again: what was added, what was changed."""

import hashlib
from collections.abc import Mapping

from connectors import sdk
from connectors.amocrm import api, shapes

# What is written at the end of a second may be listed after what was written in the next one.
OVERLAP_S = 120.0
# Links and tags move `updated_at` by themselves, and come in no promised order.
UNSTABLE = frozenset({"_links", "_embedded"})


def added(kind: str) -> sdk.Poll:
    """Return the poll of entities by the moment they were made."""
    # Contacts cannot be ordered by the moment they were made, but their ids grow with it.
    return _poll(kind, "created_at", {"order[id]": "asc"}, _feed(kind, "created_at"))


def changed(kind: str) -> sdk.Poll:
    """Return the poll of entities by the moment of their last change, new ones among them."""
    feed = _feed(kind, "updated_at", whole=True)
    return _poll(kind, "updated_at", {"order[updated_at]": "asc"}, feed)


def _feed(kind: str, at: str, *, whole: bool = False) -> sdk.Feed:
    return sdk.Feed(
        items=f"_embedded.{kind}",
        stamp=content if whole else None,
        at=at,
        paging=api.PAGES,
        overlap_s=OVERLAP_S,
        shape=shapes.entity,
    )


def content(row: sdk.Json) -> str:
    """Return what tells one change from the next: two of them may share a second."""
    known = row if isinstance(row, Mapping) else {}
    kept = sorted((name, one) for name, one in known.items() if name not in UNSTABLE)
    return hashlib.sha256(sdk.dump_json(kept)).hexdigest()[:24]


def _poll(kind: str, at: str, order: Mapping[str, sdk.Json], feed: sdk.Feed) -> sdk.Poll:
    async def poll(call: sdk.Call, query: sdk.PollQuery) -> sdk.Batch:
        since = {f"filter[{at}][from]": feed.since(query)}
        params = {"with": api.WITH[kind], **order, **since, **_stage(query.fields)}
        return await feed.read(call, query, api.listing(f"/{kind}", params))

    return poll


def _stage(fields: Mapping[str, sdk.Json]) -> dict[str, sdk.Json]:
    pipeline, status = api.whole(fields, "pipeline"), api.whole(fields, "status")
    if pipeline is None:
        return {}
    if status is None:
        return {"filter[pipeline_id][]": pipeline}
    return {
        "filter[statuses][0][pipeline_id]": pipeline,
        "filter[statuses][0][status_id]": status,
    }
