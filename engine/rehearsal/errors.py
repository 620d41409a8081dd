"""What can be wrong with a wish to try something out."""

from engine.kernel.errors import Conflict


class StepCallsNothing(Conflict):
    """Only actions can be tested alone."""

    code = "step_calls_nothing"
