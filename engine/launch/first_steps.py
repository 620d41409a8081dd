"""What a person can try in the first minute, with the sample bundle that makes it work."""

from typing import TYPE_CHECKING

from engine.kernel.json_types import JsonObject

if TYPE_CHECKING:
    from engine.accounts.models import Workspace
    from engine.connections.models import Connection

ADDRESS = "{address}"
SAYING = {
    "en": "Hello, {{ trigger.body.name }}! You are a row in the journal now.\n",
    "ru": "Здравствуйте, {{ trigger.body.name }}! Теперь вы строка в журнале.\n",
}
NAMES = {
    "en": ("First webhook", "First bundle: greets whoever writes"),
    "ru": ("Первый вебхук", "Первая связка: здоровается с тем, кто пишет"),
}


def first_steps() -> list[str]:
    """Return commands to try, as they stand but for `ADDRESS`; makes what they need, once.

    The first workspace gets a running bundle behind a webhook, unless it has a webhook already.
    """
    from engine.accounts.models import Workspace
    from engine.connections.models import Connection

    workspace = Workspace.objects.order_by("pk").first()
    if workspace is None:
        return []
    hooks = Connection.objects.filter(workspace=workspace, connector="webhook").order_by("pk")
    token = (hooks.first() or _greeting(workspace)).hook_token
    return [f"try first: curl -d name=Anna -d email=anna@example.com {ADDRESS}/hooks/{token}"]


def _greeting(workspace: "Workspace") -> "Connection":
    """Make a bundle that answers a form's sender by name, and return its webhook."""
    from engine.accounts.access import Actor
    from engine.accounts.models import Role
    from engine.bundles import services as bundles
    from engine.connections import services as connections

    language = workspace.language if workspace.language in NAMES else "en"
    hook_name, bundle_name = NAMES[language]
    draft = connections.Draft("webhook", hook_name, {"kind": "webhook"}, {})
    hook = connections.create(workspace, draft)
    actor = Actor(user=None, token=None, role=Role.OWNER)
    definition = _definition(str(hook.id), SAYING[language])
    bundle = bundles.create(workspace, actor, name=bundle_name, definition=definition)
    bundles.publish(bundle, actor)
    bundle.refresh_from_db()
    bundles.start(bundle, actor)
    return hook


def _definition(connection: str, saying: str) -> JsonObject:
    has_name = {"value": "{{ trigger.body.name }}", "is": "filled"}
    return {
        "trigger": {"connection": connection, "event": "received"},
        "steps": [
            {"id": "named", "kind": "filter", "when": {"all": [has_name]}},
            {"id": "greet", "kind": "respond", "status": 200, "body": saying},
        ],
    }
