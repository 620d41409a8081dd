"""The page where a person lets an integration in, and the endpoint that trades codes for tokens."""

from dataclasses import dataclass
from html import escape

from aiohttp import web
from yarl import URL

from tests.services.amocrm.problems import token_refused
from tests.services.amocrm.tokens import Tokens

REFERER = "sub.amocrm.ru"
PAGE = """<!doctype html><title>amoCRM (demo)</title><h1>amoCRM (demo)</h1>
<p>Let the integration into the account {host}?</p>
<p><a href="{allow}">Allow</a> <a href="{deny}">Deny</a></p>"""


@dataclass(frozen=True)
class Consent:
    """The two ends of the dance that the service holds."""

    tokens: Tokens

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Ask the person; their answer comes back as `consent=yes` or `no`."""
        own, query = self.tokens.integration, request.query
        back = own.redirect_uri or query.get("redirect_uri")
        if query.get("client_id") != own.client_id or back is None:
            return web.Response(status=400, text="Unknown integration")
        answer = query.get("consent")
        if answer is None:
            allow = request.url.update_query(consent="yes")
            deny = request.url.update_query(consent="no")
            page = PAGE.format(host=REFERER, allow=escape(str(allow)), deny=escape(str(deny)))
            return web.Response(text=page, content_type="text/html")
        told = {"referer": REFERER, "state": query.get("state", ""), "client_id": own.client_id}
        told |= {"code": self.tokens.code()} if answer == "yes" else {"error": "access_denied"}
        raise web.HTTPFound(URL(back).update_query(told))

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Trade a code or a refresh token for a pair of tokens."""
        try:
            asked = await request.json()
        except ValueError:
            return token_refused("The request is not JSON", 400)
        return self.tokens.exchange(asked)
