"""Bundles while they are being built."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.bundles import services
from engine.bundles.errors import DefinitionHasMistakes, DraftIsStale, InTrash
from engine.bundles.models import Bundle, BundleVersion, Use
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, NotFound
from tests.engine.bundles.conftest import House, Json, a_house, fresh


def test_a_new_bundle_is_paused_and_unpublished(house: House) -> None:
    bundle = house.a_draft()

    assert (bundle.status, bundle.revision, bundle.version) == (Bundle.Status.PAUSED, 1, None)
    assert bundle.connectors == ["webhook", "http"]
    assert bundle.trigger_kind == Bundle.TriggerKind.WEBHOOK


def test_an_empty_draft_is_fine(house: House) -> None:
    bundle = house.a_draft({})

    assert (bundle.draft, bundle.connectors, bundle.trigger_kind) == ({}, [], "manual")


def test_a_malformed_draft_is_refused_with_paths_into_the_body(house: House) -> None:
    with pytest.raises(DefinitionHasMistakes) as refused:
        house.a_draft({"steps": [{"id": "Bad Id", "kind": "filter", "colour": 1}]})

    paths = {mistake.path for mistake in refused.value.mistakes}
    assert {"/definition/steps/0/id", "/definition/steps/0/colour"} <= paths


def test_saving_a_draft_counts_the_revision_up(house: House) -> None:
    bundle = house.a_draft()

    services.change(bundle, {"definition": house.definition(steps=[])}, revision=1)

    saved = fresh(bundle)
    assert (saved.revision, saved.draft["steps"], saved.connectors) == (2, [], ["webhook"])


def test_saving_what_is_there_already_changes_nothing(house: House) -> None:
    bundle = house.a_draft()

    services.change(bundle, {"definition": bundle.draft}, revision=1)

    assert fresh(bundle).revision == 1


def test_a_true_that_became_a_one_is_a_change(house: House) -> None:
    bundle = house.a_draft(_compared_with(house, True))

    services.change(bundle, {"definition": _compared_with(house, 1)}, revision=1)

    assert fresh(bundle).revision == 2


def test_a_draft_with_a_huge_number_can_be_replaced(house: House) -> None:
    bundle = house.a_draft(_compared_with(house, 1e300))

    services.change(bundle, {"definition": {}}, revision=1)

    assert fresh(bundle).draft == {}


def _compared_with(house: House, operand: object) -> Json:
    leaf = {"value": "{{ trigger.body.paid }}", "is": "equals", "than": operand}
    return house.definition(steps=[{"id": "paid", "kind": "filter", "when": leaf}])


def test_a_stale_draft_is_refused_and_told_the_present_revision(house: House) -> None:
    bundle = house.a_draft()
    services.change(bundle, {"definition": {}}, revision=1)

    with pytest.raises(DraftIsStale) as refused:
        services.change(bundle, {"definition": house.definition(), "name": "X"}, revision=1)

    assert refused.value.params["revision"] == 2
    assert (fresh(bundle).draft, fresh(bundle).name) == ({}, "Leads")


def test_the_draft_tells_which_connections_it_uses(house: House) -> None:
    bundle = house.a_draft()

    uses = set(bundle.uses.values_list("connection_id", "role", "live"))

    assert uses == {(house.hook.pk, "trigger", False), (house.target.pk, "step", False)}


def test_a_foreign_connection_is_not_counted_as_used(house: House) -> None:
    stranger = a_house("Elsewhere")

    bundle = house.a_draft(stranger.definition())

    assert not Use.objects.filter(bundle=bundle).exists()
    assert bundle.connectors == []


def test_a_bundle_can_be_renamed_and_moved_without_a_revision(house: House) -> None:
    bundle, group = house.a_draft(), services.create_group(house.workspace, "Sales")

    services.change(bundle, {"name": "Deals", "group": group.pk})

    assert (fresh(bundle).name, fresh(bundle).group, fresh(bundle).revision) == ("Deals", group, 1)


def test_another_workspaces_group_is_not_found(house: House) -> None:
    foreign = services.create_group(a_house("Elsewhere").workspace, "Sales")

    with pytest.raises(NotFound):
        services.change(house.a_draft(), {"group": foreign.pk})


def test_an_end_in_the_past_is_refused(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        services.change(house.a_draft(), {"run_until": now() - timedelta(minutes=1)})

    assert refused.value.mistakes[0].code == "must_be_future"


def test_a_bundle_in_the_trash_cannot_be_edited(house: House) -> None:
    bundle = services.trash(house.a_draft(), house.owner)

    with pytest.raises(InTrash):
        services.change(bundle, {"name": "Deals"})


@pytest.mark.parametrize(("language", "name"), [("en", "Leads — copy"), ("ru", "Leads — Копия")])
def test_a_copy_is_paused_unpublished_and_named_as_one(
    house: House, language: str, name: str
) -> None:
    running = house.a_running_bundle()

    copy = fresh(services.copy(running, house.owner, language=language))

    assert (copy.name, copy.status, copy.version, copy.revision) == (name, "paused", None, 1)
    assert copy.draft == running.draft
    assert copy.uses.filter(live=False).count() == 2


def test_a_copy_of_a_long_name_still_fits(house: House) -> None:
    copy = services.copy(house.a_draft(name="x" * 200), house.owner, language="en")

    assert len(copy.name) == 200
    assert copy.name.endswith(" — copy")


def test_a_version_brought_back_becomes_the_draft(house: House) -> None:
    bundle = house.a_published_bundle()
    services.change(bundle, {"definition": {}}, revision=1)

    services.bring_back(BundleVersion.objects.get(bundle=bundle), house.owner)

    assert fresh(bundle).draft == house.definition()
    assert fresh(bundle).revision == 3


def test_what_was_done_stands_in_the_journal(house: House, told: Callable[[], list[str]]) -> None:
    bundle = house.a_published_bundle()
    services.bring_back(BundleVersion.objects.get(bundle=bundle), house.owner)

    assert told() == ["bundle_created", "bundle_published", "version_restored"]
