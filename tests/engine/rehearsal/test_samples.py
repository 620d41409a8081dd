"""The values a person builds with: the best there is, and whose they are."""

from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.rehearsal.models import Sample
from tests.engine.bundles.conftest import House
from tests.engine.rehearsal.stage import ask, catch, journal_run, samples_of
from tests.factories import a_client

CHOSEN = {"event": {"body": {"n": 1}}, "origin": "fetched"}


def choose(client: APIClient, bundle: Any, **sent: Any) -> Any:
    address = f"/api/v1/bundles/{bundle.pk}/samples/trigger"
    return client.put(address, {**CHOSEN, **sent}, format="json")


def test_before_anything_has_happened_the_declared_samples_are_shown(
    house: House, client: APIClient
) -> None:
    told = samples_of(client, house.a_draft())

    assert told["trigger"]["origin"] == told["steps"]["send"]["origin"] == "declared"
    assert set(told["trigger"]["output"]) == {"body", "query", "headers", "method"}
    assert told["steps"]["send"]["output"]["status"] == 200


def test_a_caught_request_is_the_sample_of_its_trigger(house: House, client: APIClient) -> None:
    catch(house.hook, {"body": {"old": True}}, minutes_ago=5)
    catch(house.hook, {"body": {"new": True}})

    told = samples_of(client, house.a_draft())["trigger"]

    assert (told["output"], told["origin"]) == ({"body": {"new": True}}, "caught")


@pytest.mark.parametrize(("caught_before", "origin"), [(5, "run"), (0, "caught")])
def test_the_newest_real_event_wins(
    house: House, client: APIClient, caught_before: int, origin: str
) -> None:
    bundle = house.a_published_bundle()
    journal_run(bundle, {"body": {"ran": True}}, minutes_ago=2)
    catch(house.hook, {"body": {}}, minutes_ago=caught_before)

    assert samples_of(client, bundle)["trigger"]["origin"] == origin


def test_a_step_shows_what_it_gave_in_the_newest_run(house: House, client: APIClient) -> None:
    bundle = house.a_published_bundle()
    step = {"id": "send", "kind": "action", "status": "succeeded", "output": {"status": 201}}
    journal_run(bundle, {}, step, minutes_ago=1)
    journal_run(bundle, {}, {**step, "status": "failed", "output": None})

    told = samples_of(client, bundle)["steps"]["send"]

    assert (told["output"], told["origin"]) == ({"status": 201}, "run")


def test_the_chosen_event_goes_before_real_ones_and_is_everybodys(
    house: House, client: APIClient
) -> None:
    bundle = house.a_draft()
    catch(house.hook, {"body": {}})

    first = choose(client, bundle, event={"first": 1}, origin="given")
    answer = choose(client, bundle)
    told = samples_of(a_client(house.workspace, role=Role.VIEWER), bundle)["trigger"]

    assert first.status_code == answer.status_code == 200
    assert told == answer.json()
    assert (told["output"], told["origin"], told["cut"]) == (CHOSEN["event"], "fetched", False)


def test_a_forgotten_choice_lets_the_caught_event_speak(house: House, client: APIClient) -> None:
    bundle = house.a_draft()
    catch(house.hook, {"body": {}})
    choose(client, bundle)

    answer = client.delete(f"/api/v1/bundles/{bundle.pk}/samples/trigger")

    assert answer.status_code == 204
    assert samples_of(client, bundle)["trigger"]["origin"] == "caught"


def test_samples_of_another_trigger_or_action_count_no_more(
    house: House, client: APIClient
) -> None:
    bundle = house.a_published_bundle()
    step = {"id": "send", "kind": "action", "status": "succeeded", "output": {"status": 201}}
    journal_run(bundle, {"body": {"a": 1}}, step)
    choose(client, bundle)
    changed = house.definition(house.another_hook())
    changed["steps"] = [{**house.sending(), "connection": None, "connector": "nothing_known"}]

    sent = {"definition": changed, "revision": bundle.revision}
    assert client.patch(f"/api/v1/bundles/{bundle.pk}", sent, format="json").status_code == 200
    told = samples_of(client, bundle)

    assert told["trigger"]["origin"] == "declared"
    assert told["steps"] == {}


def test_what_is_too_large_is_cut_and_says_so(house: House, client: APIClient) -> None:
    rows = [{"text": "x" * 1000, "n": n} for n in range(700)]

    told = choose(client, house.a_draft(), event={"rows": rows}).json()

    assert told["cut"] is True
    assert told["output"]["rows"][0] == rows[0]
    assert len(orjson.dumps(told["output"])) <= 256 * 1024


def test_secret_headers_never_land_in_a_sample(house: House, client: APIClient) -> None:
    event = {"headers": {"X-Api-Key": "hush-hush", "Accept": "text/html"}}

    choose(client, house.a_draft(), event=event)

    kept = Sample.objects.get()
    assert "hush-hush" not in kept.output
    assert "text/html" in kept.output


@pytest.mark.parametrize(
    "sent", [{"origin": "run"}, {"origin": None}, {"more": 1}, {"event": "\x00"}]
)
def test_a_choice_that_is_none_is_refused_in_words(
    house: House, client: APIClient, sent: Any
) -> None:
    answer = choose(client, house.a_draft(), **sent)

    assert answer.status_code == 400
    assert not Sample.objects.exists()


def test_whoever_may_not_edit_chooses_nothing(house: House) -> None:
    operator = a_client(house.workspace, role=Role.OPERATOR)

    assert choose(operator, house.a_draft()).status_code == 403


def test_a_run_whose_data_is_not_kept_is_no_sample(house: House, client: APIClient) -> None:
    bundle = house.a_published_bundle()
    journal_run(bundle, {"body": {"ran": True}}, minutes_ago=2)
    journal_run(bundle, None)

    told = samples_of(client, bundle)["trigger"]
    events = ask(client, bundle, "rehearse")["events"]

    assert (told["origin"], told["output"]) == ("run", {"body": {"ran": True}})
    assert len(events) == 1
