"""Questions of pages take turns, and get more room when they need it."""

import threading
import time

from django.http import HttpResponse

from kontaktpunkt.journeys import queries
from kontaktpunkt.journeys.turns import in_turn
from kontaktpunkt.warehouse.connection import NotEnoughRoom


def room() -> str:
    setting = "SELECT current_setting('memory_limit')"
    return queries.connection().raw_sql(setting).fetchone()[0]


def test_a_question_that_does_not_fit_is_asked_once_more_with_more_room():
    seen = []

    @in_turn
    def view() -> HttpResponse:
        seen.append(room())
        if len(seen) == 1:
            raise NotEnoughRoom("too little")
        return HttpResponse("answered")

    assert view().content == b"answered"
    assert seen == ["114.4 MiB", "667.5 MiB"]
    assert room() == "114.4 MiB"


def test_one_question_waits_for_the_other():
    running, together = [], []

    @in_turn
    def view() -> HttpResponse:
        running.append(1)
        together.append(len(running))
        time.sleep(0.02)
        running.pop()
        return HttpResponse()

    threads = [threading.Thread(target=view) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1, 1, 1, 1]
