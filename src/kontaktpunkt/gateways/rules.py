"""When a message that could not be sent is tried again: pure calculation."""

from datetime import timedelta

# Minutes after the first, second … try. A mail server that is away over a weekend's night is
# waited for; a message two days late is no longer worth reading.
PAUSES_IN_MINUTES = (1, 5, 15, 60, 240, 720, 1440)
MOST_TRIES = len(PAUSES_IN_MINUTES) + 1


def pause_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries that failed, or None to give up."""
    if tries >= MOST_TRIES:
        return None
    return timedelta(minutes=PAUSES_IN_MINUTES[tries - 1])
