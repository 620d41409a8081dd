"""A rehearsal through a connection that signs in by OAuth: its token is left as it is."""

from typing import Any

import pytest

from engine.accounts.models import Workspace
from tests.engine.connections.dance import Dance
from tests.factories import a_client
from tests.oauth_provider.provider import Provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dance(granary: Provider, workspace: Workspace) -> Dance:
    one = Dance(granary, workspace)
    one.sign_in()
    one.forget_refreshes()
    return one


def posted(dance: Dance, action: str) -> Any:
    """Make a draft that stores something, and try it out."""
    client = a_client(dance.workspace)
    step = {"id": "use", "kind": "action", "connection": str(dance.connection.pk)}
    steps = [{**step, "action": "store", "fields": {}}]
    made = {"name": "Stock", "definition": {"trigger": {}, "steps": steps}}
    bundle = client.post("/api/v1/bundles", made, format="json").json()
    return client.post(f"/api/v1/bundles/{bundle['id']}/{action}", {}, format="json").json()


def test_a_rehearsal_renews_no_token_and_shows_none(dance: Dance) -> None:
    dance.make_due(dead=True)
    before = dance.secrets

    [step] = posted(dance, "rehearse")["events"][0]["steps"]

    assert step["status"] == "would_send"
    assert step["requests"][0]["headers"]["Authorization"] == "***"
    assert before["access_token"] not in str(step)
    assert (dance.refreshes, dance.secrets) == ([], before)


def test_a_tested_step_renews_its_token_as_a_run_does(dance: Dance) -> None:
    dance.make_due(dead=True)

    told = posted(dance, "steps/use/test")

    assert (told["status"], told["output"]) == ("succeeded", {"stored": True})
    assert dance.refreshes == [200]
