"""Times as files write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.journeys.readers.messages import line
from kontaktpunkt.journeys.readers.refusals import UnknownTimeFormat, UnknownTimeZone
from kontaktpunkt.journeys.readers.tables import Rows
from kontaktpunkt.journeys.readers.time_order import settled_order
from kontaktpunkt.journeys.readers.times import Clock, possible_orders, zone_named

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def read(order, *texts):
    clock = Clock(order, COPENHAGEN)
    return clock, clock.read(pa.array(texts, pa.string())).to_pylist()


@pytest.mark.parametrize(
    ("order", "text", "expected"),
    [
        ("year-first", "2026-01-31T13:45:00+01:00", "2026-01-31T12:45:00"),
        ("year-first", "2026-01-31T13:45:00Z", "2026-01-31T13:45:00"),
        ("year-first", "2026-01-31 13:45:00.123456 UTC", "2026-01-31T13:45:00.123456"),
        ("year-first", "2026-01-31T13:45:00.1234567-0130", "2026-01-31T15:15:00.123456"),
        ("year-first", "2026/1/31 9:05", "2026-01-31T08:05:00"),
        ("year-first", "2026-01-31", "2026-01-30T23:00:00"),
        ("day-first", "31-01-2026 13:45", "2026-01-31T12:45:00"),
        ("day-first", "31.01.2026 13.45.10", "2026-01-31T12:45:10"),
        ("day-first", "1/7/26 8:00", "2026-07-01T06:00:00"),
        ("month-first", "01/31/2026 01:45:00 PM", "2026-01-31T12:45:00"),
        ("month-first", "01/31/2026 12:00 AM", "2026-01-30T23:00:00"),
        ("day-first", "31.01.2026 kl. 13.45", "2026-01-31T12:45:00"),
        ("month-name", "31. januar 2026", "2026-01-30T23:00:00"),
        ("month-name", "31 Jan 2026 13:45", "2026-01-31T12:45:00"),
        ("month-name", "31-JAN-26 13.45.10", "2026-01-31T12:45:10"),
        ("month-name", "lørdag den 3. oktober 2026 kl. 9.05", "2026-10-03T07:05:00"),
        ("month-name", "3 maj 2026 9:05", "2026-05-03T07:05:00"),
        ("month-name", "March 3, 2026 2:05 PM", "2026-03-03T13:05:00"),
        ("month-name", "Tue, 3 Mar 2026 14:05:00 +0100", "2026-03-03T13:05:00"),
        ("seconds", "1769863500", "2026-01-31T12:45:00"),
        ("milliseconds", "1769863500000", "2026-01-31T12:45:00"),
    ],
)
def test_a_time_is_read_in_its_order(order, text, expected):
    _, found = read(order, text)
    assert found == [datetime.fromisoformat(expected).replace(tzinfo=UTC)]


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("year-first", "2026-02-30T10:00:00Z"),
        ("year-first", "2026-01-31T24:00:00Z"),
        ("year-first", "2026-01-31T10:00:00+25:00"),
        ("year-first", "31-01-2026 10:00"),
        ("day-first", "2026-01-31 10:00"),
        ("day-first", "31-13-2026 10:00"),
        ("day-first", "31-01.2026 10:00"),
        ("month-first", "31/01/2026 10:00"),
        ("month-first", "01/31/2026 13:00 PM"),
        ("month-name", "31 mandag 2026"),
        ("month-name", "31 februar 2026"),
        ("month-name", "May 2026"),
        ("year-first", "yesterday"),
        ("seconds", "17"),
    ],
)
def test_what_is_no_time_is_null(order, text):
    _, found = read(order, text)
    assert found == [None]


def test_an_hour_that_happens_twice_is_the_first():
    _, found = read("year-first", "2026-10-25 02:30:00", "2026-10-25 02:30")
    assert found == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)] * 2


def test_an_hour_that_spring_skips_counts_on():
    _, found = read("year-first", "2026-03-29 02:30:00", "2026-03-29 03:30:00")
    assert found == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)] * 2


def test_times_without_a_zone_are_counted():
    clock, _ = read("year-first", "2026-03-02 10:00", "2026-03-02T10:00:00Z", "2026-03-03", None)
    assert (clock.zoneless, clock.dateonly) == (2, 1)


def test_an_unknown_zone_is_refused():
    with pytest.raises(UnknownTimeZone, match="Europe/Lilliput"):
        zone_named("Europe/Lilliput")


# Local times, as the files have them.
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2069, 12, 31))  # noqa: DTZ001
SHAPES = {
    "year-first": ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S.%f", "%Y/%m/%d %H.%M", "%Y-%m-%d"],
    "day-first": ["%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H.%M", "%d-%m-%y"],
    "month-first": ["%m/%d/%Y %I:%M:%S %p", "%m-%d-%Y %H:%M"],
}


@given(
    order=st.sampled_from(sorted(SHAPES)),
    moments=st.lists(MOMENTS, min_size=1, max_size=5),
    zone=st.sampled_from(["", "Z", "+02:00", "-0330", "+01"]),
    data=st.data(),
)
def test_whole_columns_are_read_as_single_times_are(order, moments, zone, data):
    shape = data.draw(st.sampled_from(SHAPES[order]))
    zone = zone if "%H" in shape else ""
    texts = [moment.strftime(shape) + zone for moment in moments]
    clock, found = read(order, *texts)
    single = Clock(order, COPENHAGEN)
    assert found == [single.read_one(text) for text in texts]
    assert None not in found
    assert (clock.zoneless, clock.dateonly) == (single.zoneless, single.dateonly)


@given(st.lists(st.text("0123456789-/.:TZ +PMam", max_size=26), max_size=3))
def test_odd_texts_are_read_as_single_times_are(texts):
    for order in SHAPES:
        _, found = read(order, *texts)
        assert found == [Clock(order, COPENHAGEN).read_one(text) for text in texts]


def test_a_day_past_the_twelfth_tells_the_order():
    assert possible_orders(["03-04-2026 10:00", "13-04-2026 10:00"]) == ("day-first",)
    assert possible_orders(["03/04/2026", "03/14/2026"]) == ("month-first",)
    assert possible_orders(["03/04/2026"]) == ("day-first", "month-first")


def batches(*columns):
    return [Rows({"when": pa.array(texts, pa.string())}, line) for texts in columns]


def test_the_order_is_settled_by_the_row_that_tells_however_late():
    settled = settled_order(batches(["03-04-2026"] * 5, ["04-05-2026"], ["03-14-2026"]))
    assert (settled.order, settled.doubtful) == ("month-first", None)


def test_day_comes_first_where_no_row_tells():
    settled = settled_order(batches(["03-04-2026", None]))
    assert (settled.order, settled.doubtful) == ("day-first", "03-04-2026")
    assert "2026-04-03" in str(settled.notices()[0])


def test_a_time_in_no_known_way_is_refused_by_its_line():
    with pytest.raises(UnknownTimeFormat, match="line 0 it says “2nd of May”"):
        settled_order(batches(["2nd of May"]))


def test_columns_that_hold_times_have_nothing_to_settle():
    rows = Rows({"when": pa.array([timedelta(0)], pa.duration("us"))}, line)
    assert settled_order([rows]).order == "year-first"
