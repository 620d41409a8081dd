"""What a service says when it refuses a login is kept no fuller with the login than in the row."""

import asyncio

import pytest

from engine.accounts.models import Workspace
from engine.connections.models import Connection
from tests.connectors.loopback import answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = answer(b'{"phone":"+79161234567"}', status="401 Unauthorized")


def test_a_login_that_is_refused_remembers_no_masked_value() -> None:
    hook = a_hook()
    Workspace.objects.filter(pk=hook.workspace_id).update(masked_fields=["phone"])
    login = Connection.objects.create(
        workspace=hook.workspace, connector="http", name="api", kind="none"
    )

    async def scene() -> None:
        async with service(REFUSED) as target:
            step = {**send_step(target.url()), "connection": str(login.pk)}
            del step["connector"]
            bundle = await aside(a_running_bundle, hook, [step])
            await aside(a_run, bundle, {"body": {}})
            await drain()

    asyncio.run(scene())

    login.refresh_from_db()
    assert (login.status_detail or {})["answer"] == '{"phone":"•••"}'
