"""A helper process must not outlive the one that started it, not even when that is killed."""

import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
GRACE_SECONDS = 15.0


def end_with(parent: int) -> None:
    """Have this process end, cleanly if it can, as soon as `parent` is no longer its parent."""
    threading.Thread(target=_watch, args=[parent], daemon=True, name="lifeline").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
