"""How a run came to be, where the journal treats it differently."""

# Carries a message of the system's own: told among system rows, counted nowhere.
ALERT = "alert"
# A person asked for another attempt at an event that had failed.
RESEND = "resend"
