"""One installation for all tests of this folder: each leaves it working, as the product must."""

import random
from collections.abc import Callable, Iterator

import pytest

from tests.faults.background import Background
from tests.faults.stage import Stage
from tests.faults.target import Target
from tests.installation import Installation, free_port

LEASE_S = 3
# One bundle's calls under way in one worker, and results still on their way to PostgreSQL.
IN_FLIGHT = 128 + 48
SEED = 20260501
# Where a service is that says everything back; Telegram's bots are asked there, too.
PARROT_PORT = free_port()
NOTES = pytest.StashKey[list[str]]()

Note = Callable[[float], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as `faults`, and keep it on one worker."""
    for item in items:
        if "tests/faults/" in item.path.as_posix():
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.xdist_group("faults"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how long each recovery took."""
    notes = terminalreporter.config.stash.get(NOTES, [])
    if notes:
        terminalreporter.section("seconds from fault to work")
        terminalreporter.write("\n".join(notes) + "\n")


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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
def note(request: pytest.FixtureRequest) -> Note:
    """Write down how many seconds a recovery took, for the summary at the end."""
    notes = request.config.stash.setdefault(NOTES, [])

    def write(seconds: float) -> None:
        notes.append(f"{seconds:6.1f}  {request.node.name}")

    return write
