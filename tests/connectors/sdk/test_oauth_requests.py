"""OAuth 2.0 as data: the consent page, the token requests, and the account's own host."""

import base64
from dataclasses import replace

import pytest
from yarl import URL

from connectors import sdk
from connectors.sdk.oauth import Application, Consent, challenge

SECRETS = {"client_id": "app-1", "client_secret": "s3cr3t+/", "refresh_token": "refresh-1"}
CONSENT = Consent("https://our.example/back", "state-1", "v" * 43)
PLAIN = sdk.OAuth2(
    authorize_url="https://login.service.example/oauth?mode=page",
    token_url="https://login.service.example/oauth2/token",
    scopes=("read", "write"),
)
OWN_HOST = replace(PLAIN, host_from="referer", host_suffixes=("service.example",))


def application(auth: sdk.OAuth2 = PLAIN, base_url: str | None = None) -> Application:
    return Application(auth, SECRETS, {}, base_url)


def test_a_challenge_is_that_of_the_standard() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_consent_page_gets_everything_but_secrets() -> None:
    url = URL(application().consent_url(CONSENT))

    assert str(url.with_query(None)) == "https://login.service.example/oauth"
    assert dict(url.query) == {
        "mode": "page",
        "response_type": "code",
        "client_id": "app-1",
        "redirect_uri": "https://our.example/back",
        "state": "state-1",
        "scope": "read write",
        "code_challenge": challenge("v" * 43),
        "code_challenge_method": "S256",
    }


def test_quirks_of_the_consent_page_are_data() -> None:
    odd = replace(
        PLAIN, scope_separator=",", pkce=False, authorize_params={"access_type": "offline"}
    )

    query = URL(application(odd).consent_url(CONSENT)).query

    assert (query["scope"], query["access_type"]) == ("read,write", "offline")
    assert "code_challenge" not in query


def test_a_code_is_exchanged_with_its_verifier() -> None:
    request = application().code_request("code-1", CONSENT)

    assert (request.method, request.carried_in) == ("POST", "form")
    assert request.values == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": "https://our.example/back",
        "code_verifier": "v" * 43,
        "client_id": "app-1",
        "client_secret": "s3cr3t+/",
    }


def test_an_application_may_prove_itself_in_a_header() -> None:
    request = application(replace(PLAIN, client_in="basic")).refresh_request("https://our.example")

    kind, _, pair = request.headers["Authorization"].partition(" ")
    assert (kind, base64.b64decode(pair)) == ("Basic", b"app-1:s3cr3t%2B%2F")
    assert request.values == {"grant_type": "refresh_token", "refresh_token": "refresh-1"}


def test_a_service_may_want_the_return_address_on_every_refresh() -> None:
    odd = replace(PLAIN, redirect_uri_on_refresh=True, carried_in="json")

    request = application(odd).refresh_request("https://our.example/back")

    assert (request.carried_in, request.values["redirect_uri"]) == (
        "json",
        "https://our.example/back",
    )


def test_without_a_refresh_token_only_the_person_helps() -> None:
    bare = Application(PLAIN, {"client_id": "app-1"}, {})

    with pytest.raises(sdk.CredentialsRejected) as refused:
        bare.refresh_request("https://our.example/back")

    assert refused.value.code == "login_expired"


def test_addresses_may_depend_on_the_account() -> None:
    odd = replace(PLAIN, token_url=lambda secrets, _: f"https://{secrets['host']}/token")
    here = Application(odd, {**SECRETS, "host": "shop.service.example"}, {})

    assert here.refresh_request("").url == "https://shop.service.example/token"


def test_a_service_pointed_elsewhere_takes_its_oauth_pages_along() -> None:
    here = application(OWN_HOST, "http://127.0.0.1:9/sim/")

    assert here.refresh_request("").url == "http://127.0.0.1:9/sim/oauth2/token"
    assert here.consent_url(CONSENT).startswith("http://127.0.0.1:9/sim/oauth?mode=page&")
    assert here.host_in({"referer": "anything.test"}) is None


@pytest.mark.parametrize("host", ["shop.service.example", "SHOP.Service.Example"])
def test_the_host_of_the_account_comes_back_with_the_code(host: str) -> None:
    assert application(OWN_HOST).host_in({"referer": host}) == "shop.service.example"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.test",
        "service.example",
        "evilservice.example",
        "service.example.evil.test",
        "evil.test/.service.example",
        "evil.test#.service.example",
        "evil.test:80@x.service.example",
        "a..service.example",
        "x" * 250 + ".service.example",
    ],
)
def test_a_strange_host_never_gets_the_application_s_secret(host: str) -> None:
    with pytest.raises(sdk.CredentialsRejected) as refused:
        application(OWN_HOST).host_in({"referer": host})

    assert refused.value.code == "oauth_host_refused"


def test_nothing_shows_a_secret() -> None:
    here = application()

    shown = repr([here, here.code_request("code-1", CONSENT), CONSENT])

    assert not [one for one in ("s3cr3t", "refresh-1", "code-1", "vvvv") if one in shown]


def test_a_request_is_signed_with_the_access_token() -> None:
    connector = sdk.Connector("any", auth=(PLAIN,))
    headers: dict[str, str] = {}

    PLAIN.sign(headers, {}, connector.login("oauth2", {"access_token": "token-1"}))

    assert headers == {"Authorization": "Bearer token-1"}


def test_nothing_is_sent_before_somebody_signed_in() -> None:
    connector = sdk.Connector("any", auth=(PLAIN,))

    with pytest.raises(sdk.CredentialsRejected) as refused:
        PLAIN.sign({}, {}, connector.login("oauth2", SECRETS))

    assert refused.value.code == "login_not_done"


def test_tokens_are_blotted_out_like_every_secret() -> None:
    secrets = {**SECRETS, "access_token": "token-1"}
    login = sdk.Connector("any", auth=(PLAIN,)).login("oauth2", secrets)

    assert login.mask("token-1 refresh-1 s3cr3t+/ app-1") == "*** *** *** app-1"
