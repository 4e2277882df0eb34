"""Sentences are made once and shown in each reader's language."""

import pickle
import subprocess
import sys

from django.utils import translation

from kontaktpunkt.journeys.readers import notices, refusals
from kontaktpunkt.journeys.readers.messages import Phrase, event, line


def test_a_refusal_and_its_place_are_shown_in_the_readers_language():
    refused = refusals.RaggedRow(place=line(7), found=2, expected=4)
    with translation.override("da"):
        danish = str(refused)
    with translation.override("sv"):
        swedish = str(refused.text)
    assert "linje 7" in danish
    assert "rad 7" in swedish
    assert "line 7" in str(refused)


def test_a_notice_is_kept_in_english_with_its_values():
    with translation.override("da"):
        told = notices.without_time(3).as_json()
    assert told == {
        "code": "without-time",
        "sentence": "Left out because they have no time: %(count)s.",
        "values": {"count": 3},
    }


def test_values_are_never_read_as_places():
    refused = refusals.BadTime(value="%(x)s 100 %", column="a", place=event("%s"), format="f")
    assert "“%(x)s 100 %” in “a” at event “%s”" in str(refused)


def test_the_english_sentence_can_be_had_in_any_language():
    with translation.override("da"):
        inner = Phrase("at %(place)s", {"place": line(2)}).english
        refused = refusals.Truncated(place=line(2))
    assert inner == "at line 2"
    assert "at line 2" in refused.args[0]


def test_a_notebook_without_django_gets_the_sentence():
    script = (
        "from kontaktpunkt.journeys.readers import refusals\n"
        "from kontaktpunkt.journeys.readers.messages import line\n"
        "print(refusals.Truncated(place=line(3)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "at line 3;" in told.stdout


def test_a_phrase_can_be_sent_to_another_process():
    assert str(pickle.loads(pickle.dumps(line(3)))) == "line 3"
