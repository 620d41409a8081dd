"""What a person can try in the first minute, with the sample that makes it work."""


def first_steps() -> list[str]:
    """Return lines for the terminal: commands that make a row in the journal, as they stand."""
    return []
