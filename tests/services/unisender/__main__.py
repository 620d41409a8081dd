"""`python -m tests.services.unisender --port N`: an account with something in it."""

from tests.services.kit import run
from tests.services.unisender.scene import furnished

if __name__ == "__main__":
    run(furnished)
