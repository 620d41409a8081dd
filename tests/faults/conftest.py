"""One installation for all tests of this folder: each leaves it working, as the product must."""

import random
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.faults.background import Background
from tests.faults.stage import Stage
from tests.faults.target import Target
from tests.installation import Installation, free_port
from tests.lanes import TOOK

LEASE_S = 3
# One bundle's calls under way in one worker, and results still on their way to PostgreSQL.
IN_FLIGHT = 128 + 48
SEED = 20260501
# Where a service is that says everything back; Telegram's bots are asked there, too.
PARROT_PORT = free_port()

Note = Callable[[float], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as `faults`, and be patient with it."""
    for item in items:
        if "tests/faults/" in item.path.as_posix():
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="package")
def product() -> Iterator[Installation]:
    """The running product, with leases short enough for tests."""
    # One process works the queue off, so that a test can say which.
    settings = {
        "SVYAZKA_LEASE_S": str(LEASE_S),
        "SVYAZKA_WORKER_PROCESSES": "2",
        "SVYAZKA_SERVICE_URLS": f"telegram=http://127.0.0.1:{PARROT_PORT}",
    }
    with Installation(**settings) as installation:
        yield installation


@pytest.fixture(scope="package")
def background() -> Iterator[Background]:
    """The loop of the world outside."""
    with Background() as loop:
        yield loop


@pytest.fixture
def target(background: Background) -> Iterator[Target]:
    """A service that has seen nothing yet."""
    service = Target(background)
    service.open()
    yield service
    service.close()


@pytest.fixture
def stage(product: Installation, target: Target, background: Background) -> Stage:
    """The product between a sender and a target."""
    return Stage(product, target, background, random.Random(SEED))


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Write down how many seconds a recovery took, for the summary at the end."""
    return partial(record_property, TOOK)
