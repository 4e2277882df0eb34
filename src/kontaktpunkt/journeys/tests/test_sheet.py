"""Tables saved as CSV hold plain numbers, as spreadsheets and pandas read them."""

from __future__ import annotations

import csv
import io

import pandas
import pytest
from django.test import RequestFactory

from kontaktpunkt.core.templatetags.core_ui import measures
from kontaktpunkt.journeys.saving import sheet
from kontaktpunkt.journeys.saving.figures import Cell, Table
from kontaktpunkt.journeys.tests.test_views import csv_file, designer, happenings, log
from kontaktpunkt.journeys.wording import measures_of, number, percent, short_wait, with_share

__all__ = ["csv_file", "designer", "happenings", "log"]

FLOW = "/fjordby/journeys/permits/flow/?save=csv&figure=flow"


def lines(columns, *rows, sign="."):
    cells = [[Cell(words, measures=measures_of(words)) for words in row] for row in rows]
    return sheet.lines(table=Table(columns=columns, rows=cells), decimal_sign=sign)


def test_a_number_is_plain_and_its_unit_stands_above():
    found = lines(
        ["Touchpoint", "Times", "Share", "Median wait"],
        ["Call", number(16_735), percent(0.01234), short_wait(36 * 3600)],
    )
    assert found == [
        ["Touchpoint", "Times", "Share (%)", "Median wait (days)"],
        ["Call", "16735", "1.23", "1.5"],
    ]


def test_a_share_and_the_ends_of_an_interval_have_columns_of_their_own():
    interval = Cell("1.7% to 2.2%", measures=((1.7, "%"), (2.2, "%")))
    counted = Cell("", measures=measures_of(with_share(3952, of=9000)))
    table = Table(columns=["Go on", "Interval"], rows=[[counted, interval]])
    assert sheet.lines(table=table, decimal_sign=",") == [
        ["Go on", "Go on (%)", "Interval: from (%)", "Interval: to (%)"],
        ["3952", "43,91", "1,7", "2,2"],
    ]


def test_what_is_hidden_is_empty_and_what_is_named_is_harmless():
    found = lines(["Touchpoint", "Times"], ["=1+1", "too few to show"], ["Call", number(7)])
    assert found == [["Touchpoint", "Times"], ["'=1+1", ""], ["Call", "7"]]


def test_rows_of_different_units_say_theirs():
    found = lines(["What", "Here"], ["Lasted", short_wait(86_400)], ["Met", percent(0.5)])
    assert found == [["What", "Here", "Unit"], ["Lasted", "1", "days"], ["Met", "50", "%"]]


def test_numbers_are_written_only_into_a_page_that_is_read_to_be_saved():
    asked, saved = (RequestFactory().get(each) for each in ("/", "/?save=csv"))
    assert measures({"request": asked}, number(7)) == ""
    assert measures({"request": saved}, number(7)) == ' data-measures="7 n"'


@pytest.mark.usefixtures("warehouse", "log")
@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("da", ";"), ("sv", ";")])
def test_a_file_follows_the_language_of_its_page(designer, language, delimiter):
    designer.cookies["django_language"] = language
    text = designer.get(FLOW).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert {len(row) for row in rows} == {6}
    sign = {",": ".", ";": ","}[delimiter]
    read = pandas.read_csv(io.StringIO(text), sep=delimiter, decimal=sign)
    assert list(read.dtypes.astype(str))[2:] == ["int64", "int64", "float64", "float64"]
    assert read.iloc[:, 2].max() == 52


@pytest.mark.usefixtures("warehouse", "log")
def test_steps_are_saved_with_the_ways_between_them(designer):
    saved = designer.get("/fjordby/journeys/permits/drop-out/?save=csv&figure=stages")
    rows = list(csv.DictReader(io.StringIO(saved.content.decode("utf-8-sig"))))
    ways = [(row["Step"], row["From"], row["To"], row["Journeys"]) for row in rows]
    # Those who call twice are few beside those who visit: what they went is told of nobody.
    assert ("1", "others", "letter", "40") in ways
