"""The API keeps the promises of its own OpenAPI file, whatever is sent to it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, settings
from schemathesis import Case, Config

from engine.accounts.models import Role, Workspace
from engine.accounts.wall import entering
from engine.alerts.models import Alert, Channel, Rule
from engine.alerts.services import ChannelDraft, create_channel
from engine.bundles.models import BundleVersion, Group
from engine.config.environment import ROOT
from engine.jobs.models import Job
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.bundles.conftest import House, a_house
from tests.factories import a_member, a_token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

Ids = Mapping[str, Callable[[House], UUID]]

EXAMPLES = 5
SLUGS = ("email", "http", "tilda", "webhook")
OFF = {"enabled": False}
# What a file of types cannot tell: whether ids exist, definitions run and states allow a move.
# Who may call is for test_routes: here the token goes with every request.
CHECKS = {"positive_data_acceptance": OFF, "ignored_auth": OFF, "object_level_authorization": OFF}
SCHEMA = schemathesis.openapi.from_path(
    ROOT / "frontend" / "openapi.json",
    config=Config.from_dict({"seed": 20261121, "checks": CHECKS}),
)
SCHEMA.app = WSGIHandler()


def a_rule_channel_and_alert(home: Workspace) -> UUID:
    """Make one of each, all by the same id: their addresses begin with the same noun."""
    draft = ChannelDraft("webhook", "Duty", None, {"url": "https://example.com/duty"})
    an_id, channel = new_id(), create_channel(home, draft)
    Channel.objects.filter(pk=channel.pk).update(id=an_id)
    rule = Rule.objects.create(id=an_id, workspace=home, event=Rule.Event.BLOCKED)
    seen = {"opened_at": now(), "last_seen_at": now(), "tell_opened": False}
    Alert.objects.create(
        id=an_id, workspace=home, rule=rule, subject_id=new_id(), name="Leads", **seen
    )
    return an_id


MADE: Ids = {
    "alerts": lambda house: a_rule_channel_and_alert(house.workspace),
    "bundles": lambda house: house.a_running_bundle().pk,
    "connections": lambda house: house.another_hook().pk,
    "groups": lambda house: Group.objects.create(workspace=house.workspace, name=str(new_id())).pk,
    "jobs": lambda house: Job.objects.create(workspace=house.workspace, by="Somebody").pk,
    "journal": lambda house: (
        Entry.objects.create(workspace_id=house.workspace.pk, status=Entry.Status.SUCCEEDED).id
    ),
    "members": lambda house: a_member(workspace=house.workspace).pk,
    "oauth": lambda house: house.another_hook().pk,
    "tokens": lambda house: a_token(workspace=house.workspace).token.pk,
    "versions": lambda house: BundleVersion.objects.get(bundle=house.a_published_bundle()).pk,
}


class Caller:
    """A program with an owner's token, in a workspace that has one of everything."""

    def __init__(self) -> None:
        self.house = a_house()
        token = a_token(Role.OWNER, workspace=self.house.workspace)
        self.headers = {"Authorization": f"Bearer {token.text.reveal()}"}

    def led_to_what_is_there(self, case: Case[Any]) -> Case[Any]:
        """Put real ids into most well-formed calls, so that they come to more than a 404."""
        noun = case.path.split("/")[3]
        case.path_parameters = {
            name: self._real(noun, name, value)
            for name, value in (case.path_parameters or {}).items()
        }
        if isinstance(case.body, dict):
            case.body = {name: self._meant(name, value) for name, value in case.body.items()}
        return case

    def _real(self, noun: str, name: str, value: Any) -> Any:
        if name == "slug":
            return SLUGS[len(str(value)) % 4]
        if name == "number":
            return 1 if isinstance(value, int) else value
        return str(MADE[noun](self.house)) if is_meant(value) else value

    def _meant(self, name: str, value: Any) -> Any:
        if name == "definition" and isinstance(value, dict):
            return self.house.definition(**value)
        if name == "revision" and isinstance(value, int):
            return 1
        if name == "ids" and isinstance(value, list):
            return [self._real("bundles", "id", one) for one in value[:1]] + value[1:]
        noun = f"{name}s"
        return str(MADE[noun](self.house)) if noun in MADE and is_meant(value) else value


def is_meant(value: Any) -> bool:
    """Say whether the value can be an id; one in eight stays one of nothing."""
    try:
        return UUID(str(value)).int % 8 != 0
    except ValueError:
        return False


@pytest.fixture
def caller() -> Iterator[Caller]:
    yield Caller()
    # Schemathesis closes no answer, and only with its answer does a request end.
    entering.leave()


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(case: Case[Any], caller: Caller) -> None:
    caller.led_to_what_is_there(case).call_and_validate(headers=caller.headers)
