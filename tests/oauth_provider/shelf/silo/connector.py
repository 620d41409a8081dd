"""Silo: a small sister of Granary that has nothing to read, and sends webhooks."""

from connectors import sdk


def read(request: sdk.HookRequest) -> sdk.Received:
    """Return the body as the only item."""
    return sdk.Received((sdk.Item(sdk.read_json(request.raw)),))


connector = sdk.Connector(
    slug="silo",
    base_url="https://silo.example",
    auth=(
        sdk.OAuth2(
            authorize_url="https://login.silo.example/o/authorize/",
            token_url="https://login.silo.example/o/token/",
        ),
        sdk.ApiKey(header="X-Key"),
    ),
    triggers=(sdk.WebhookTrigger("stored", read, sample={}),),
)
