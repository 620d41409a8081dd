"""Two processes share the tests: file by file, but all that use a running product go to one.

Tests that kill and measure recoveries need a core to themselves, and what they start is started
once. Together they take almost half of the time, so that they begin.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

PRODUCT = ("tests/faults/", "tests/journeys/")
TOOK = "seconds from fault to work"


class Lanes(LoadFileScheduling):
    """Give each process its next file, in the order they were collected in; the product is one."""

    def _split_scope(self, nodeid: str) -> str:
        return "product" if nodeid.startswith(PRODUCT) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    """Share the tests out in lanes."""
    config.option.loadscopereorder = False
    return Lanes(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what needs a running product, and look at its dashboard in one go."""
    items.sort(key=_turn)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how long each recovery took, and how to have the same order again."""
    ended = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    took = [line for report in ended for line in _recoveries(report)]
    if took:
        terminalreporter.section(TOOK)
        terminalreporter.write("\n".join(took) + "\n")
    if seed := terminalreporter.config.getoption("randomly_seed", None):
        terminalreporter.write_line(f"the same order again: --randomly-seed={seed}")


def _recoveries(report: pytest.TestReport) -> list[str]:
    took = [seconds for name, seconds in report.user_properties if name == TOOK]
    return [f"{seconds:6.1f}  {report.location[2]}" for seconds in took]


def _turn(item: pytest.Item) -> tuple[bool, bool, bool]:
    faults, journeys = map(item.nodeid.startswith, PRODUCT)
    return not faults, not journeys, item.get_closest_marker("browser") is not None
