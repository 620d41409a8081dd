"""Why a local start is refused; the text is for the person at the terminal."""


class CannotStart(Exception):
    """Something on this machine has to change first; the message says what."""
