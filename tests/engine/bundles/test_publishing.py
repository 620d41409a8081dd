"""From draft to live version."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from engine.bundles import services
from engine.bundles.errors import DefinitionHasMistakes, DraftIsStale, InTrash
from engine.bundles.models import Bundle, BundleVersion
from engine.kernel.ids import new_id
from tests.engine.bundles.conftest import House, a_house, fresh

A_PAGE = "https://example.com"
SLIPS: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"fields": {"method": "patch", "url": A_PAGE}}, ("not_one_of", "PATCH")),
    ({"fields": {"method": "GET", "url": A_PAGE, "timout": 5}}, ("unknown_field", "timeout")),
    ({"action": "reqest"}, ("action_unknown", "request")),
]


def test_publishing_makes_the_draft_the_live_version(house: House) -> None:
    bundle = house.a_draft()

    version = services.publish(bundle, house.owner)

    assert fresh(bundle).version == version
    assert (version.number, version.published_by) == (1, house.owner.user)
    assert version.definition == bundle.draft


def test_publishing_an_unchanged_draft_returns_the_same_version(house: House) -> None:
    bundle = house.a_published_bundle()

    again = services.publish(bundle, house.owner)

    assert again == bundle.version
    assert bundle.versions.count() == 1


def test_a_running_bundle_runs_on_with_the_next_version(house: House) -> None:
    bundle = house.a_running_bundle()
    _edit(bundle, house.definition(steps=[house.sending(name="Send it")]))

    version = services.publish(fresh(bundle), house.owner)

    assert (fresh(bundle).status, fresh(bundle).version, version.number) == ("running", version, 2)


def test_the_live_version_tells_which_connections_it_uses(house: House) -> None:
    bundle, other = house.a_published_bundle(), house.another_hook()
    _edit(bundle, house.definition(hook=other))

    live = bundle.uses.filter(live=True, role="trigger")
    assert live.get().connection == house.hook

    services.publish(fresh(bundle), house.owner)
    assert live.get().connection == other


def test_a_published_version_cannot_be_changed_even_by_hand(house: House) -> None:
    bundle = house.a_published_bundle()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        BundleVersion.objects.filter(bundle=bundle).update(definition={})


def test_a_draft_that_was_saved_meanwhile_is_not_published(house: House) -> None:
    seen = house.a_draft()
    _edit(seen, {})

    with pytest.raises(DraftIsStale):
        services.publish(seen, house.owner)


def test_a_live_version_that_lost_its_connection_is_not_published_as_it_is(house: House) -> None:
    bundle = house.a_published_bundle()
    services.delete_connection(house.workspace, house.target.pk, house.owner)

    with pytest.raises(DefinitionHasMistakes) as refused:
        services.publish(Bundle.objects.get(pk=bundle.pk), house.owner)

    assert [one.code for one in refused.value.mistakes] == ["connection_unknown"]


def test_a_bundle_in_the_trash_is_not_published(house: House) -> None:
    bundle = services.trash(house.a_draft(), house.owner)

    with pytest.raises(InTrash):
        services.publish(bundle, house.owner)


@pytest.mark.parametrize(("step", "told"), SLIPS)
def test_what_was_meant_is_told(house: House, step: dict[str, Any], told: tuple[str, str]) -> None:
    bundle = house.a_draft(house.definition(steps=[house.sending(**step)]))

    (slip,) = services.check(bundle)

    assert (slip.code, slip.params["nearest"]) == told


def test_all_mistakes_are_told_at_once_with_their_paths(house: House) -> None:
    steps = [
        house.sending(id="unknown_action", action="fly"),
        house.sending(id="foreign", connection=str(a_house("Elsewhere").target.pk)),
        house.sending(id="gone", connection=str(new_id())),
        house.sending(id="nobody", connection=None),
        house.sending(id="bad_fields", fields={"method": "BREW", "colour": 1, "timeout": "soon"}),
        house.sending(id="other_service", connector="email"),
    ]

    assert _mistakes(house, steps=steps) == {
        ("/definition/steps/0/action", "action_unknown"),
        ("/definition/steps/1/connection", "connection_unknown"),
        ("/definition/steps/2/connection", "connection_unknown"),
        ("/definition/steps/3/connection", "missing"),
        ("/definition/steps/4/fields/url", "missing"),
        ("/definition/steps/4/fields/method", "not_one_of"),
        ("/definition/steps/4/fields/colour", "unknown_field"),
        ("/definition/steps/4/fields/timeout", "wrong_type"),
        ("/definition/steps/5/connection", "connection_of_another_service"),
    }


@pytest.mark.parametrize(
    ("trigger", "mistake"),
    [
        ({"event": "received"}, ("/definition/trigger/connection", "missing")),
        ({"connection": "hook"}, ("/definition/trigger/event", "missing")),
        (
            {"connection": "hook", "event": "opened"},
            ("/definition/trigger/event", "trigger_unknown"),
        ),
        (
            {"connection": "hook", "event": "received", "fields": {"x": 1}},
            ("/definition/trigger/fields/x", "unknown_field"),
        ),
        (
            {"connection": "target", "event": "received"},
            ("/definition/trigger/event", "trigger_unknown"),
        ),
    ],
)
def test_a_trigger_that_cannot_start_anything_is_refused(
    house: House, trigger: dict[str, Any], mistake: tuple[str, str]
) -> None:
    if name := trigger.get("connection"):
        trigger = trigger | {"connection": str(getattr(house, name).pk)}

    assert _mistakes(house, trigger=trigger) == {mistake}


@pytest.mark.parametrize(
    "trigger", [{}, {"event": "manual"}, {"schedule": {"every": 300}}], ids=str
)
def test_a_bundle_may_start_by_hand_or_by_the_clock(house: House, trigger: dict[str, Any]) -> None:
    bundle = house.a_published_bundle(house.definition(trigger=trigger))

    assert bundle.trigger_kind == ("schedule" if trigger.get("schedule") else "manual")


def test_a_service_that_needs_no_login_is_used_without_a_connection(house: House) -> None:
    step = house.sending(connection=None, connector="http")

    bundle = house.a_published_bundle(house.definition(steps=[step]))

    assert bundle.connectors == ["webhook", "http"]


@pytest.mark.parametrize(
    ("connector", "mistake"),
    [("email", ("/definition/steps/0/connection", "missing")), ("nosuch", None)],
)
def test_a_service_that_needs_a_login_is_not(
    house: House, connector: str, mistake: tuple[str, str] | None
) -> None:
    step = house.sending(connection=None, connector=connector, action="send", fields={})

    found = _mistakes(house, steps=[step])

    assert (mistake or ("/definition/steps/0/connector", "connector_unknown")) in found


def test_a_value_with_pills_is_judged_when_it_runs(house: House) -> None:
    fields = {"method": "{{ trigger.body.method }}", "url": "https://{{ trigger.body.host }}/"}

    assert house.a_published_bundle(house.definition(steps=[house.sending(fields=fields)])).version


def test_steps_inside_branches_and_loops_are_checked_too(house: House) -> None:
    inner = house.sending(action="fly")
    steps = [
        {"id": "by", "kind": "router", "branches": [{"name": "a", "steps": [inner]}]},
        {
            "id": "each",
            "kind": "loop",
            "over": "{{ trigger.body }}",
            "steps": [{**inner, "id": "b"}],
        },
    ]

    assert _mistakes(house, steps=steps) == {
        ("/definition/steps/0/branches/0/steps/0/action", "action_unknown"),
        ("/definition/steps/1/steps/0/action", "action_unknown"),
    }


def test_an_unfinished_draft_is_not_published(house: House) -> None:
    bundle = house.a_draft({})

    with pytest.raises(DefinitionHasMistakes):
        services.publish(bundle, house.owner)

    assert Bundle.objects.get(pk=bundle.pk).version is None


def _edit(bundle: Bundle, definition: dict[str, Any]) -> None:
    services.change(bundle, {"definition": definition})


def _mistakes(house: House, **changed: Any) -> set[tuple[str, str]]:
    bundle = house.a_draft(house.definition(**changed))
    with pytest.raises(DefinitionHasMistakes) as refused:
        services.publish(bundle, house.owner)
    return {(mistake.path, mistake.code) for mistake in refused.value.mistakes}
