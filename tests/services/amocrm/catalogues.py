"""What the account consists of: itself, users, pipelines, custom fields, tags."""

from dataclasses import dataclass

from aiohttp import web

from tests.services.amocrm.account import ENDS, STAGES, USERS, Account
from tests.services.amocrm.lists import page
from tests.services.amocrm.problems import Refused, Thing, hal


@dataclass(frozen=True)
class Catalogues:
    """Lists that a person seldom changes."""

    account: Account

    def routes(self) -> list[web.RouteDef]:
        """Return the endpoints."""
        return [
            web.get("/account", self.show_account),
            web.get("/users", self.users),
            web.get("/leads/pipelines", self.pipelines),
            web.get(r"/leads/pipelines/{id:\d+}", self.pipeline),
            web.get(r"/{kind:leads|contacts|companies}/custom_fields", self.custom_fields),
            web.get(r"/{kind:leads|contacts|companies}/tags", self.tags),
            web.post(r"/{kind:leads|contacts|companies}/tags", self.add_tags),
        ]

    async def show_account(self, _request: web.Request) -> web.Response:
        """Show the account."""
        own = self.account
        return hal(
            {
                "id": own.id,
                "name": own.name,
                "subdomain": own.subdomain,
                "created_at": 1_500_000_000,
                "current_user_id": 77,
                "country": "RU",
                "currency": "RUB",
            }
        )

    async def users(self, request: web.Request) -> web.Response:
        """List the users."""
        rows = [
            {"id": id_, "name": name, "email": email, "lang": "ru"}
            for id_, (name, email) in USERS.items()
        ]
        return page(request, "users", rows)

    async def pipelines(self, _request: web.Request) -> web.Response:
        """List the pipelines with their stages, all at once."""
        rows = [self._pipeline(id_) for id_ in STAGES]
        return hal({"_total_items": len(rows), "_embedded": {"pipelines": rows}})

    async def pipeline(self, request: web.Request) -> web.Response:
        """Show one pipeline."""
        id_ = int(request.match_info["id"])
        if id_ not in STAGES:
            raise Refused(404, "Pipeline not found")
        return hal(self._pipeline(id_))

    def _pipeline(self, id_: int) -> Thing:
        (name, is_main), stages = STAGES[id_]
        statuses = [
            {
                "id": stage,
                "name": title,
                "sort": place * 10,
                "is_editable": type_ == 0 and stage not in {142, 143},
                "pipeline_id": id_,
                "color": "#99ccff",
                "type": type_,
                "account_id": self.account.id,
            }
            for place, (stage, title, type_) in enumerate((*stages, *ENDS), 1)
        ]
        return {
            "id": id_,
            "name": name,
            "sort": 1,
            "is_main": is_main,
            "is_unsorted_on": True,
            "is_archive": False,
            "account_id": self.account.id,
            "_embedded": {"statuses": statuses},
        }

    async def custom_fields(self, request: web.Request) -> web.Response:
        """List the custom fields of a kind of entity."""
        rows = [one.shown() for one in self.account.fields_of(request.match_info["kind"])]
        return page(request, "custom_fields", rows)

    async def tags(self, request: web.Request) -> web.Response:
        """List the tags of a kind of entity, searched by part of their names."""
        wanted = request.query.get("query", "").casefold()
        known = self.account.tags[request.match_info["kind"]]
        rows = [
            {"id": id_, "name": name, "color": None}
            for name, id_ in sorted(known.items())
            if wanted in name.casefold()
        ]
        return page(request, "tags", rows)

    async def add_tags(self, request: web.Request) -> web.Response:
        """Add tags."""
        kind, made = request.match_info["kind"], []
        for one in await request.json():
            id_ = self.account.tags[kind].setdefault(one["name"], self.account.new_id())
            made.append({"id": id_, "name": one["name"], "request_id": one.get("request_id", "0")})
        return hal({"_embedded": {"tags": made}})
