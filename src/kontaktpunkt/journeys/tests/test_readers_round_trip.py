"""Any log, written in any format, is read back as it was."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Mapping, Options
from kontaktpunkt.journeys.tests.readers_samples import (
    Event,
    csv_text,
    events_in,
    parquet_columns,
    table,
    write,
    write_parquet,
    xes,
)

# Signs that a file of any of these formats can hold, and that readers leave as they are.
LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
NAMES = st.one_of(
    st.sampled_from(["call", "Ring til borgeren", 'said "no"', "a;b,c", "<&>", "1", "x" * 40]),
    st.text(st.one_of(LETTERS, st.sampled_from(" ,;'\"")), min_size=1, max_size=20).map(str.strip),
).filter(bool)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EVENTS = st.builds(
    Event, case=NAMES, touchpoint=NAMES, at=MOMENTS, unit=st.one_of(st.none(), NAMES)
)
LOGS = st.lists(EVENTS, min_size=1, max_size=12)

MAPPING = Mapping(
    case="case id", touchpoint=("activity",), started_at="timestamp", unit="department"
)


def as_xes(folder, events):
    return write(folder, "log.xes", xes(events))


def as_csv(folder, events):
    return write(folder, "log.csv.gz", csv_text(table(events)))


def as_parquet(folder, events):
    return write_parquet(folder, parquet_columns(events))


def as_excel(folder, events):
    book = openpyxl.Workbook()
    for row in table(events):
        book.active.append(["" if cell is None else cell for cell in row])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"  # “=1” is a text here, not a formula
    book.save(folder / "log.xlsx")
    return folder / "log.xlsx"


def as_ocel(folder, events):
    log = {
        "objects": [{"id": case, "type": "case"} for case in {event.case for event in events}],
        "events": [
            {
                "id": str(number),
                "type": event.touchpoint,
                "time": event.at.isoformat(),
                "attributes": [{"name": "department", "value": event.unit}],
                "relationships": [{"objectId": event.case, "qualifier": ""}],
            }
            for number, event in enumerate(events)
        ],
    }
    return write(folder, "log.jsonocel", json.dumps(log))


MAPPINGS = {
    as_csv: MAPPING,
    as_excel: MAPPING,
    as_parquet: MAPPING,
    as_ocel: Mapping(
        touchpoint=("ocel:type",),
        started_at="ocel:time",
        event_id="ocel:id",
        unit="department",
        has_many_objects=True,
    ),
}


@pytest.mark.parametrize("form", [as_xes, as_csv, as_parquet, as_excel, as_ocel])
def test_a_log_is_read_back_as_it_was(tmp_path, form):
    @settings(
        max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(LOGS)
    def read_back(events):
        options = Options(delimiter="," if form is as_csv else None)
        path = form(tmp_path, events)
        target = tmp_path / "log"
        summary = readers.read(path, target=target, mapping=MAPPINGS.get(form), options=options)
        assert events_in(target) == events
        assert summary.events == len(events)
        assert summary.cases == len({event.case for event in events})
        assert summary.touchpoints == len({event.touchpoint for event in events})
        assert summary.units == len({event.unit for event in events} - {None})
        assert summary.first == min(event.at for event in events)
        assert summary.last == max(event.at for event in events)

    read_back()


@settings(max_examples=8, deadline=None)
@given(LOGS, st.sampled_from(["%d-%m-%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"]))
def test_whatever_is_read_can_be_accounted_for(tmp_path_factory, events, time_format):
    """Rows with gaps: every row is an event, or is counted as left out."""
    folder = tmp_path_factory.mktemp("gaps")
    rows = table(events, time_format)
    for number, row in enumerate(rows[1:]):
        row[number % 4] = ""
    path = write(folder, "log.csv", csv_text(rows, "\t"))
    order = {"%d": "day-first", "%Y": "year-first", "%m": "month-first"}[time_format[:2]]
    options = Options(delimiter="\t", time_order=order)
    try:
        summary = readers.read(path, target=folder / "log", mapping=MAPPING, options=options)
    except readers.LogRefused:
        assert len(events) < 4
        return
    left_out = Counter({n.code: n.phrase.values["count"] for n in summary.notices})
    gaps = ("without-case", "without-touchpoint", "without-time")
    assert summary.events + sum(left_out[code] for code in gaps) == len(events)


def test_time_is_kept_to_the_microsecond(tmp_path):
    at = datetime(2026, 3, 2, 8, 0, 0, 1, UTC)
    events = [Event("1", "call", at + timedelta(microseconds=number)) for number in range(3)]
    readers.read(as_xes(tmp_path, events), target=tmp_path / "log")
    assert events_in(tmp_path / "log") == events
