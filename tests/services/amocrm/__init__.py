"""amoCRM as its documentation tells: one account with leads, contacts, companies and tasks.

The per-account host is the simulator's own address. `python -m tests.services.amocrm --port N`
serves an account with a little data in it.
"""

from tests.services.amocrm.account import Account
from tests.services.amocrm.server import AmoCRM

__all__ = ["Account", "AmoCRM"]
