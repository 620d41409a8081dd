"""Python's cycle collector, tuned for a process that makes thousands of short-lived objects."""

import gc

YOUNG = 50_000
MIDDLE = 20
OLD = 100


def calm() -> None:
    """Stop scanning what was loaded at the start, and look for cycles less often.

    Reference counting frees nearly everything here; with the defaults, scans for cycles took a
    tenth of the worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
