"""A workspace with a webhook and a service to send to, and someone who builds."""

import pytest
from rest_framework.test import APIClient

from tests.engine.bundles.conftest import House, a_house
from tests.factories import a_client


@pytest.fixture
def house(db: None) -> House:
    """One workspace, ready to build in."""
    return a_house()


@pytest.fixture
def client(house: House) -> APIClient:
    """A program that calls with an owner's token."""
    return a_client(house.workspace)
