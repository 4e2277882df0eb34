"""When a failed message is tried again."""

from datetime import timedelta

from kontaktpunkt.gateways import rules


def test_pauses_grow() -> None:
    pauses = [rules.pause_after(tries) for tries in range(1, rules.MOST_TRIES)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)


def test_the_last_try_is_the_last() -> None:
    assert rules.pause_after(rules.MOST_TRIES) is None
