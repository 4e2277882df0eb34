"""An impatient Ctrl-C ends the demo without a traceback."""

import os
import signal

import pytest

from kontaktpunkt.config.commands import demo


def press_ctrl_c_twice() -> None:
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except demo.Stopped:
        # What the command does on its way out takes a while.
        os.kill(os.getpid(), signal.SIGINT)


def test_asked_a_second_time_it_ends_at_once_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as ended, demo._stopped_by_signals():
        press_ctrl_c_twice()
    assert ended.value.code == 130
    assert "Stopped at once" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is before
