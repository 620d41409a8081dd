"""The simulated account's page: a visitor of the demo works in it by hand."""

import aiohttp

from tests.connectors.unisender.stage import Stage, play


def test_a_visitor_adds_a_contact_which_then_refuses_letters() -> None:
    async def story(stage: Stage) -> None:
        async with aiohttp.ClientSession(stage.service.url) as browser:
            new = {"email": "<i>new</i>@example.org", "list_ids": "502"}
            added = await (await browser.post("/add", data=new)).text()
            one = stage.service.account.by_email(new["email"])
            assert one is not None
            left = await (await browser.post(f"/leave/{one.id}")).text()

        assert "<td>&lt;i&gt;new&lt;/i&gt;@example.org<td><td>Leads (active)" in added
        assert "@example.org<td><td>Leads (unsubscribed)" in left

    play(story)


def test_what_cannot_be_added_is_said() -> None:
    async def story(stage: Stage) -> None:
        async with aiohttp.ClientSession(stage.service.url) as browser:
            new = {"email": "info@example.org", "list_ids": "502"}
            refused = await browser.post("/add", data=new)

            assert (refused.status, "Role-based" in await refused.text()) == (400, True)

    play(story)
