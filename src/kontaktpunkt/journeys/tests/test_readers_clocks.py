"""Days in one column and their times of day in another."""

from datetime import date, datetime, time

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Mapping, Milestone, Options, refusals
from kontaktpunkt.journeys.tests.readers_samples import csv_text, rows_in, write

MIDNIGHT = datetime(2026, 3, 31)  # noqa: DTZ001 - local, as tables hold it
UTC = Options(time_zone="UTC")
CASES = [("1", "call"), ("1", "letter"), ("2", "call"), ("2", "letter")]


def rows_with(header: str, *cells: str) -> list[list[str]]:
    """Return a table of four events, each with these cells beside its case and touchpoint."""
    return [["sag", "handling", *header.split(";")], *([*pair, *cells] for pair in CASES)]


def imported(folder, rows, options=UTC, **how):
    path = write(folder, "log.csv", csv_text(rows))
    guess = readers.guess(path, options)
    how = {"mapping": guess.mapping, "options": guess.options} | how
    return readers.read(path, target=folder / "log", **how)


def first_of(summary):
    row = rows_in(summary.folder, "events")[0]
    return tuple(
        each and each.strftime("%d %H:%M:%S") for each in (row["started_at"], row["ended_at"])
    )


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("date;time", ("2026-03-31", "13:45")),
        ("dato;klokkeslæt", ("31-03-2026", "13:45:00")),
        ("datum;tid", ("2026-03-31", "13.45")),
        ("tid;datum", ("13.45", "2026-03-31")),
        ("Dato;Kl.", ("31.03.2026", "kl. 13.45")),
        ("EventDate;EventTime", ("03/31/2026", "1:45 PM")),
        ("date;time", ("20260331", "134500")),
        ("date;time", ("2026-03-31 00:00:00.000", "1900-01-01 13:45:00.000")),
        ("date;time", ("3/31/2026 12:00:00 AM", "1:45:00 PM")),
    ],
)  # fmt: skip
def test_a_day_finds_its_time_of_day(tmp_path, header, cells):
    summary = imported(tmp_path, rows_with(header, *cells))
    assert first_of(summary) == ("31 13:45:00", None)
    assert {each.code for each in summary.notices} == {"times-without-zone"}


@pytest.mark.parametrize(
    ("header", "cells", "ended"),
    [
        (
            "startdato;starttid;slutdato;sluttid",
            ("30.03.2026", "8:00", "31.03.2026", "9:30"),
            "31 09:30:00",
        ),
        ("dato;starttid;sluttid", ("30.03.2026", "8:00", "9:30"), "30 09:30:00"),
        ("dato;starttid;sluttid", ("30.03.2026", "23:00", "0:30"), "31 00:30:00"),
        ("dato;starttid;sluttid", ("30.03.2026", "8:00", ""), None),
    ],
)  # fmt: skip
def test_an_end_has_a_time_of_day_too(tmp_path, header, cells, ended):
    rows = rows_with(header, *cells)
    rows[-1] = [*rows[-1][:-1], "23:59"]
    assert first_of(imported(tmp_path, rows))[1] == ended


def test_milestones_have_times_of_day(tmp_path):
    header = ["sagsnr", "Modtaget dato", "Afgjort dato", "Modtaget kl.", "Afgjort kl."]
    rows = [[str(n), f"0{n}-03-2026", f"1{n}-03-2026", "08:15", "12:30"] for n in range(1, 9)]
    summary = imported(tmp_path, [header, *rows])
    assert summary.mapping.milestones == (
        Milestone(column="Modtaget dato", touchpoint="Modtaget", clock="Modtaget kl."),
        Milestone(column="Afgjort dato", touchpoint="Afgjort", clock="Afgjort kl."),
    )
    hours = [row["started_at"].strftime("%H:%M") for row in rows_in(summary.folder, "events")]
    assert hours[:2] == ["08:15", "12:30"]


def test_a_workbook_holds_days_and_times_of_day(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["sag", "handling", "dato", "tid"])
    for case, what in CASES:
        book.active.append([case, what, MIDNIGHT, time(13, 45)])
    book.save(tmp_path / "log.xlsx")
    summary = readers.read(tmp_path / "log.xlsx", target=tmp_path / "log", options=UTC)
    assert first_of(summary) == ("31 13:45:00", None)


@pytest.mark.parametrize(
    ("days", "clocks"),
    [
        ([date(2026, 3, 31)], [time(13, 45)]),
        ([MIDNIGHT], [time(13, 45)]),
        (["2026-03-31"], ["13:45"]),
    ],
)
def test_parquet_holds_days_and_times_of_day(tmp_path, days, clocks):
    cases, touchpoints = zip(*CASES, strict=True)
    columns = {"case": cases, "activity": touchpoints, "date": days * 4, "time": clocks * 4}
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    summary = readers.read(tmp_path / "log.parquet", target=tmp_path / "log", options=UTC)
    assert first_of(summary) == ("31 13:45:00", None)


def test_a_length_of_time_is_no_time_of_day(tmp_path):
    found = imported(tmp_path, rows_with("dato;ventetid", "31-03-2026", "00:12")).mapping
    assert found.started_clock is None


def test_a_time_of_day_without_a_known_name_has_to_be_confirmed(tmp_path):
    path = write(tmp_path, "log.csv", csv_text(rows_with("date;at", "2026-03-31", "13:45")))
    found = readers.guess(path)
    assert (found.mapping.started_clock, found.is_sure) == ("at", False)
    assert {each.name: each.role for each in found.columns}["at"] == "started_clock"


def test_a_day_without_its_time_of_day_is_counted(tmp_path):
    rows = rows_with("date;time", "2026-03-31", "13:45")
    rows[2][-1], rows[3][-2] = "NULL", ""
    notices = {each.code: each.phrase.values for each in imported(tmp_path, rows).notices}
    assert notices["days-without-time"] == {"count": 1}
    assert notices["without-time"] == {"count": 1}


def test_a_time_of_day_that_is_none_is_refused_by_its_line(tmp_path):
    rows = rows_with("date;time", "2026-03-31", "13:45")
    mapping = Mapping(case="sag", touchpoint=("handling",), started_at="date", started_clock="time")
    rows[3][-1] = "soon"
    with pytest.raises(refusals.BadTime, match=r"“2026-03-31 soon” in “date \+ time” at line 4"):
        imported(tmp_path, rows, mapping=mapping)
    assert not (tmp_path / "log").exists()
