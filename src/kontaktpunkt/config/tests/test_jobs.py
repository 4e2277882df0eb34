"""Jobs that a killed worker left behind."""

from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from kontaktpunkt.config import jobs

pytestmark = pytest.mark.django_db


def job(status: str, *, is_worker_alive: bool = False, lock: str = "sending") -> int:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        worker = cursor.fetchone()[0] if is_worker_alive else None
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock, "
            "worker_id) values ('default', 'gateways.send_all_waiting', %s, %s, %s, %s) "
            "returning id",
            [status, lock, lock, worker],
        )
        number: int = cursor.fetchone()[0]
        return number


def statuses() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("select id, status::text from procrastinate_jobs")
        return dict(cursor.fetchall())


def free_stalled() -> None:
    context: Any = SimpleNamespace(app=app)
    async_to_sync(jobs.free_stalled.func)(context, timestamp=0)


def test_what_a_dead_worker_was_doing_waits_again() -> None:
    left = job("doing")
    free_stalled()
    assert statuses() == {left: "todo"}


def test_it_gives_way_to_the_next_of_its_kind() -> None:
    job("doing")
    following = job("todo")
    free_stalled()
    assert statuses() == {following: "todo"}


def test_what_a_living_worker_is_doing_is_left_alone() -> None:
    under_way = job("doing", is_worker_alive=True)
    free_stalled()
    assert statuses() == {under_way: "doing"}
