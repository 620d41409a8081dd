"""The simulated account's page: a visitor of the demo works in it by hand."""

import asyncio

import aiohttp

from tests.services.amocrm import AmoCRM
from tests.services.kit import serving


def test_a_visitor_adds_a_lead_and_wins_it() -> None:
    async def story() -> tuple[str, str]:
        amo = AmoCRM.with_data()
        async with serving(amo), aiohttp.ClientSession(amo.url) as browser:
            added = await (await browser.post("/add", data={"name": "<b>Order</b>"})).text()
            lead = max(amo.account.entities["leads"])
            won = await (await browser.post(f"/win/{lead}")).text()
            assert amo.account.entity("leads", lead)["status_id"] == 142
            return added, won

    added, won = asyncio.run(story())

    assert "&lt;b&gt;Order&lt;/b&gt;<td>New" in added
    assert "&lt;b&gt;Order&lt;/b&gt;<td>Won" in won
