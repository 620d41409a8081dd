"""Serve a simulated amoCRM: `python -m tests.services.amocrm --port N`."""

from tests.services.amocrm.server import AmoCRM
from tests.services.kit import run

run(AmoCRM.with_data)
