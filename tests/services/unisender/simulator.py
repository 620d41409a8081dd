"""The simulated Unisender as a service: methods, the envelope, limits, exported files."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web

from tests.services.kit import Clock, Simulator
from tests.services.unisender import contacts, letters, settings
from tests.services.unisender.account import Account, Refusal
from tests.services.unisender.forms import Params, read_params
from tests.services.unisender.post import Post
from tests.services.unisender.screen import Screen

Method = Callable[[Account, Params], Any]

METHODS: Mapping[str, Method] = {
    "getLists": settings.get_lists,
    "createList": settings.create_list,
    "updateList": settings.update_list,
    "deleteList": settings.delete_list,
    "getFields": settings.get_fields,
    "createField": settings.create_field,
    "updateField": settings.update_field,
    "getTags": settings.get_tags,
    "setHook": settings.set_hook,
    "listHooks": settings.list_hooks,
    "removeHook": settings.remove_hook,
    "subscribe": contacts.subscribe,
    "importContacts": contacts.import_contacts,
    "exclude": contacts.leave,
    "unsubscribe": contacts.unsubscribe,
    "getContact": contacts.get_contact,
    "getContactCount": contacts.count_contacts,
    "async/exportContacts": contacts.export_contacts,
    "async/getTaskResult": contacts.task_result,
    "createEmailMessage": letters.create_message,
    "getMessages": letters.get_messages,
    "listTemplates": letters.list_templates,
    "createCampaign": letters.create_campaign,
    "cancelCampaign": letters.cancel_campaign,
    "getCampaignStatus": letters.campaign_status,
    "getCampaigns": letters.get_campaigns,
    "getCampaignCommonStats": letters.common_stats,
    "getCampaignDeliveryStats": letters.delivery_stats,
}
MINUTE = timedelta(seconds=60)
LIMITS = {"subscribe": 300, "createCampaign": 100, "async/exportContacts": 20}
LIMIT = 1200
LANGUAGES = ("ru", "en", "ua", "it")
TOO_MANY = "api_call_limit_exceeded_for_api_key"


class Unisender(Simulator):
    """One account; errors come with status 200, as from the real one."""

    name = "unisender"
    body_max = 64 * 1024 * 1024

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.outbox.tries = 1
        self.outbox.timeout_s = 3.0
        self.post = Post(self.clock, self.outbox)
        self.account = Account(self.clock.now, self.post.tell)
        self.probes = True
        self.refusal: Refusal | None = None
        self.limits = dict(LIMITS)
        self._calls: dict[str, deque[datetime]] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the API, the exported files, and what makes things happen by themselves."""
        return [
            web.route("*", "/{language}/api/{method:(?:async/)?[A-Za-z]+}", self.call),
            web.get("/files/{name}.csv", self.file),
            web.post("/_sim/happen", self.happen),
            web.post("/_sim/tick", self.tick),
            web.post("/_sim/refuse", self.refuse),
            *Screen(self.account, self.go_on).routes(),
        ]

    async def call(self, request: web.Request) -> web.Response:
        """Answer one method; whatever is wrong, the status is 200."""
        params = read_params(request.query_string) | read_params(await request.text())
        try:
            result = await self.result(request.match_info["method"], params)
        except Refusal as refused:
            return shown({"error": refused.text, "code": refused.code})
        finally:
            self.go_on()
        return shown({"result": self.with_address(result)})

    async def result(self, method: str, params: Params) -> Any:
        """Do what a method says, or refuse."""
        known = METHODS.get(method)
        if known is None:
            raise Refusal("unknown_method", f"Unknown method &quot;{method}&quot;")
        if params.get("format") != "json":
            raise Refusal("invalid_arg", "&quot;format&quot; is required")
        if params.get("api_key") != self.account.key:
            raise Refusal("invalid_api_key", "Specified API key is wrong")
        self.count(method)
        if self.refusal is not None:
            raise self.refusal
        if method == "setHook" and self.probes:
            await probe(str(params.get("hook_url") or ""))
        letters.go_on(self.account)
        return known(self.account, params)

    def count(self, method: str) -> None:
        """Refuse more calls in a minute than the account or the method may have."""
        now = self.clock.now()
        for name, most in (("*", LIMIT), (method, self.limits.get(method, LIMIT))):
            recent = self._calls.setdefault(name, deque())
            while recent and recent[0] <= now - MINUTE:
                recent.popleft()
            if len(recent) >= most:
                raise Refusal(TOO_MANY, "Too many calls: wait a minute")
            recent.append(now)

    def go_on(self) -> None:
        """Let time pass: campaigns move, webhooks leave."""
        letters.go_on(self.account)
        self.post.collect(self.account)

    def with_address(self, result: Any) -> Any:
        """Complete the address of an exported file."""
        if isinstance(result, dict) and "file_to_download" in result:
            return {**result, "file_to_download": self.url + result["file_to_download"]}
        return result

    async def file(self, request: web.Request) -> web.Response:
        """Give an exported file to whoever knows its address."""
        task = self.account.tasks.get(request.match_info["name"])
        if task is None or not task.done:
            raise web.HTTPNotFound
        return web.Response(body=task.content.encode("utf-8-sig"), content_type="text/csv")

    async def happen(self, request: web.Request) -> web.Response:
        """Let something happen: `{"event": "email_status", "data": {…}}`."""
        told = await request.json()
        self.account.tell(str(told["event"]), dict(told["data"]))
        self.go_on()
        return web.json_response({})

    async def refuse(self, request: web.Request) -> web.Response:
        """Refuse every call from now on with `{"code": …}`, or no more without one."""
        code = str((await request.json()).get("code") or "")
        self.refusal = Refusal(code, "No &quot;way&quot;") if code else None
        return web.json_response({})

    async def tick(self, _request: web.Request) -> web.Response:
        """Let time pass, after the clock was put forward."""
        self.go_on()
        return web.json_response({})


async def probe(url: str) -> None:
    """Refuse an address that does not answer 200 to a GET."""
    timeout = aiohttp.ClientTimeout(total=3)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        status = 0
    if status != 200:
        raise Refusal("invalid_arg", f"&quot;hook_url&quot; does not answer: {status}")


def shown(envelope: Mapping[str, Any]) -> web.Response:
    """Write an answer; always 200."""
    return web.Response(text=json.dumps(envelope), content_type="application/json")
