"""The whole product as processes, and people who look at its dashboard with a real browser."""

from collections.abc import Callable, Generator, Iterator
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, StorageState

from tests.installation import OWNER, Installation
from tests.journeys.furnished import Furnished, furnish
from tests.journeys.outside import Outside, a_patient_amocrm, outside
from tests.journeys.screen import CHROMIUM, Screen, a_browser
from tests.services.amocrm import AmoCRM
from tests.services.kit import standing
from tests.services.unisender import Unisender, scene

EMAIL, PASSWORD = OWNER[1], OWNER[3]

Opening: TypeAlias = Callable[..., Screen]
SCREENS = pytest.StashKey[list[Screen]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave a picture of what was on the screens when a story failed."""
    report = yield
    if report.when == "call" and report.failed and SCREENS in item.stash:
        screens = item.stash[SCREENS]
        for number, screen in enumerate(screens):
            screen.picture(f"failed-{item.name}-{number}")
    return report


@pytest.fixture(scope="package")
def unisender() -> Iterator[Unisender]:
    """The service that people of the stories subscribe their customers in."""
    with standing(scene.furnished()) as running:
        yield running


@pytest.fixture(scope="package")
def amocrm() -> Iterator[AmoCRM]:
    """The CRM whose lists the bundles of the stories read again and again."""
    with standing(a_patient_amocrm()) as running:
        yield running


@pytest.fixture(scope="package")
def shop(unisender: Unisender, amocrm: AmoCRM) -> Iterator[Installation]:
    """One installation for all stories of the dashboard; each makes what it needs in it."""
    services = f"unisender={unisender.url},amocrm={amocrm.url}"
    with Installation(SVYAZKA_LEASE_S="3", SVYAZKA_SERVICE_URLS=services) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real browser without a window."""
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="package")
def owner(browser: Browser, shop: Installation) -> StorageState:
    """What a browser remembers in which the owner has signed in."""
    screen = Screen.of(browser, home_of(shop))
    screen.open("/")
    screen.sign_in(EMAIL, PASSWORD)
    screen.is_inside()
    cookies = screen.context.storage_state()["cookies"]
    screen.close()
    return {"cookies": cookies}


@pytest.fixture(scope="package")
def world() -> Iterator[Outside]:
    """The services that the bundles of the dashboard's stories talk to."""
    with outside() as running:
        yield running


@pytest.fixture(scope="package")
def furnished(shop: Installation, world: Outside) -> Furnished:
    """What is there to look at; stories change things of their own only."""
    return furnish(shop, world)


@pytest.fixture
def look(
    browser: Browser, shop: Installation, owner: StorageState, request: pytest.FixtureRequest
) -> Iterator[Opening]:
    """Open tabs on the dashboard; signed in as the owner unless told otherwise."""
    opened = request.node.stash[SCREENS] = list[Screen]()

    def opening(path: str = "/", *, state: StorageState | None = owner, **how: Any) -> Screen:
        screen = Screen.of(browser, home_of(shop), state=state, **how)
        opened.append(screen)
        screen.open(path)
        return screen

    yield opening
    for screen in opened:
        screen.close()


def home_of(product: Installation) -> str:
    """Return the address of an installation's dashboard."""
    return f"http://127.0.0.1:{product.port}"
