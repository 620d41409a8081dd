"""A simulated Unisender: one account of the classic API, behaving as its facts say."""

from tests.services.unisender.account import KEY, SENDER
from tests.services.unisender.simulator import Unisender

__all__ = ["KEY", "SENDER", "Unisender"]
