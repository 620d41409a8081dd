"""What every simulated service is made of: its clock, its bad days, its request log, its webhooks.

A simulator is a small stateful service on a real socket. It is used by tests, and stands in the
services' place in the demo; what a test may do to it lies under `/_sim/`.
"""

from tests.services.kit.clock import Clock
from tests.services.kit.outbox import Outbox, Sent
from tests.services.kit.seen import Seen
from tests.services.kit.simulator import Simulator, run, serving, standing
from tests.services.kit.weather import BadDay, Weather

__all__ = [
    "BadDay",
    "Clock",
    "Outbox",
    "Seen",
    "Sent",
    "Simulator",
    "Weather",
    "run",
    "serving",
    "standing",
]
