"""A login that is refused is renewed once, and only by those who can."""

import asyncio
from collections.abc import Sequence

import pytest

from connectors import sdk
from tests.connectors.loopback import Service, answer, door, service

NO = answer(status="401 Unauthorized")
KEY = sdk.ApiKey(header="X-Key")


def login(key: str, base_url: str) -> sdk.Login:
    return sdk.Connector("any", auth=(KEY,)).login("api_key", {"value": key}, base_url=base_url)


def talk(plays: Sequence[bytes], fresh: str | None, *, abroad: bool = False) -> Service:
    """POST with a login that is refused; return what the service saw."""

    async def whole() -> Service:
        async with service(*plays) as there, door() as way:
            call = sdk.Call(way, login("old", there.url() if not abroad else "http://a.example"))

            async def renew(_: sdk.Login) -> sdk.Login | None:
                return login(fresh, there.url()) if fresh else None

            call.renew = renew
            for _ in range(2):
                await call.raw("POST", there.url("/orders"), json={"n": 1})
            return there

    return asyncio.run(whole())


def test_the_request_is_repeated_with_the_fresh_login() -> None:
    seen = talk([NO, answer()], "new").asked

    assert [one.headers["x-key"] for one in seen] == ["old", "new", "new"]
    assert {one.body for one in seen} == {b'{"n":1}'}


def test_a_fresh_login_that_is_refused_too_is_not_renewed_again() -> None:
    assert len(talk([NO], "new").asked) == 3


def test_without_a_fresh_login_the_refusal_stands() -> None:
    assert len(talk([NO], None).asked) == 2


def test_a_refusal_by_another_host_says_nothing_about_the_login() -> None:
    assert len(talk([NO], "new", abroad=True).asked) == 2


def test_the_right_to_write_is_asked_again_before_the_repetition() -> None:
    asked: list[int] = []

    async def whole() -> None:
        async with service(NO, answer()) as there, door() as way:
            call = sdk.Call(
                way, login("old", there.url()), before_write=lambda: asked.append(len(asked))
            )

            async def renew(_: sdk.Login) -> sdk.Login:
                return login("new", there.url())

            call.renew = renew
            await call.post("/orders", json={})

    asyncio.run(whole())

    assert asked == [0, 1]


def test_a_request_that_follows_no_redirects_brings_the_redirect() -> None:
    async def whole() -> tuple[int, int]:
        away = answer(status="307 Temporary Redirect", headers=["Location: /elsewhere"])
        async with service(away, answer()) as there, door() as way:
            got = await sdk.Call(way).raw(
                "POST", there.url(), form={"client_secret": "x"}, follow_redirects=False
            )
            return got.status, len(there.asked)

    assert asyncio.run(whole()) == (307, 1)


def test_tokens_are_never_sent_where_nobody_signed_in() -> None:
    auth = sdk.OAuth2(authorize_url="https://a.example", token_url="https://a.example")
    nobody = sdk.Connector("any", auth=(auth,)).login("oauth2", {"client_id": "c"})

    async def whole() -> int:
        async with service(answer()) as there, door() as way:
            with pytest.raises(sdk.CredentialsRejected):
                await sdk.Call(way, nobody).get(there.url())
            return len(there.asked)

    assert asyncio.run(whole()) == 0
