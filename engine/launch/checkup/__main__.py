"""One check of one role; only what that role needs is loaded."""

import sys
from importlib import import_module

from engine.launch.checkup import check

if __name__ == "__main__":
    role = sys.argv[1]
    sys.exit(check(role, import_module(f"engine.launch.checkup.{role}").sign()))
