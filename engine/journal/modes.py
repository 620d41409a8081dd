"""How a run came to be."""

# What a trigger brought.
LIVE = "live"
# A person started it.
MANUAL = "manual"
# A person asked for another attempt at an event that had failed.
RESEND = "resend"
# Carries a message of the system's own: told among system rows, counted nowhere.
ALERT = "alert"
MODES = (LIVE, MANUAL, RESEND, ALERT)
