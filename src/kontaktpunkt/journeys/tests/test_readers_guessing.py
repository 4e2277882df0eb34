"""What a file seems to hold."""

import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Format, Mapping
from kontaktpunkt.journeys.readers.columns import looks_like_civil_numbers, plain
from kontaktpunkt.journeys.readers.refusals import NoHeader
from kontaktpunkt.journeys.tests.readers_samples import (
    csv_text,
    parquet_columns,
    table,
    two_cases,
    write,
    write_parquet,
    xes,
)


def guess(folder, rows, **how):
    return readers.guess(write(folder, "log.csv", csv_text(rows, **how)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("case:concept:name", "case concept name"),
        ("Case_ID", "case id"),
        ("CaseID", "case id"),
        ("Ärendenummer", "ärendenummer"),
        ("ConversationEventType", "conversation event type"),
    ],
)
def test_names_are_compared_without_marks(name, expected):
    assert plain(name) == expected


def test_the_column_that_numbers_rows_with_several_times_is_the_case(tmp_path):
    rows = [[str(n), f"0{n}-03-2026", f"1{n}-03-2026", str(n % 3)] for n in range(1, 9)]
    found = guess(tmp_path, [["Id", "Opened", "Closed", "Minutes"], *rows])
    assert (found.mapping.case, len(found.mapping.milestones)) == ("Id", 2)


@pytest.mark.parametrize(
    "header",
    [
        ["case:concept:name", "concept:name", "time:timestamp", "org:group"],
        ["Case ID", "Activity", "Start Timestamp", "Department"],
        ["Sagsnummer", "Aktivitet", "Tidspunkt", "Enhed"],
        ["Ärendenummer", "Händelse", "Tidpunkt", "Förvaltning"],
    ],
)
def test_usual_names_are_known(tmp_path, header):
    found = guess(tmp_path, [header, *table(two_cases())[1:]])
    case, touchpoint, time, unit = header
    assert found.mapping == Mapping(case=case, touchpoint=(touchpoint,), started_at=time, unit=unit)
    assert found.is_sure


def test_columns_are_shown_with_role_and_values(tmp_path):
    found = guess(tmp_path, table(two_cases()))
    assert [(c.name, c.role) for c in found.columns] == [
        ("case id", "case"),
        ("activity", "touchpoint"),
        ("timestamp", "started_at"),
        ("department", "unit"),
    ]
    assert found.columns[1].values == ("call", "letter", "visit")
    assert len(found.rows) == 5


def test_columns_without_telling_names_are_guessed_by_their_values(tmp_path):
    rows = [
        ["nr", "hvad", "hvornår"],
        *(
            [f"S-{n}", what, f"2026-03-02 0{h}:00"]
            for n in range(9)
            for h, what in enumerate("abc")
        ),
    ]
    found = guess(tmp_path, rows)
    assert found.mapping == Mapping(case="nr", touchpoint=("hvad",), started_at="hvornår")
    assert not found.is_sure
    assert not found.missing


def test_what_is_not_found_is_said(tmp_path):
    found = guess(tmp_path, [["x", "y"], ["1.5", "2.5"], ["3.5", "4.5"]])
    assert found.missing == ("case", "touchpoint", "time")
    assert found.confidence == 0


def test_a_time_column_whose_values_are_no_times_is_not_taken(tmp_path):
    rows = [["case", "activity", "time", "moment"], ["1", "a", "early", "2026-03-02 08:00"]]
    assert guess(tmp_path, rows).mapping.started_at == "moment"


def test_a_row_per_case_is_recognised(tmp_path):
    rows = [["CaseID", "Opened", "Closed", "Department"]]
    rows += [[str(n), "03/02/2026 08:00 AM", "03/14/2026 09:00 AM", "Roads"] for n in range(4)]
    found = guess(tmp_path, rows)
    assert [stone.column for stone in found.mapping.milestones] == ["Opened", "Closed"]
    assert (found.mapping.case, found.mapping.unit, found.is_sure) == (
        "CaseID",
        "Department",
        False,
    )


def test_employees_are_named_and_not_mapped(tmp_path):
    rows = [[*row, "Anna"] for row in table(two_cases())]
    rows[0][-1] = "Sagsbehandler"
    found = guess(tmp_path, rows)
    assert found.persons == ("Sagsbehandler",)
    assert "Sagsbehandler" in str(found.notices[-1])
    assert "Sagsbehandler" not in found.mapping.columns


def test_a_missing_zone_is_told(tmp_path):
    found = guess(tmp_path, table(two_cases(), "%Y-%m-%d %H:%M"))
    assert [notice.code for notice in found.notices] == ["time-zone-assumed"]
    assert not guess(tmp_path, table(two_cases())).notices


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_guessed(tmp_path, delimiter):
    rows = [[*row, "a, b; c | d"] for row in table(two_cases())]
    assert guess(tmp_path, rows, delimiter=delimiter).options.delimiter == delimiter


def test_columns_with_one_name_are_told_apart(tmp_path):
    rows = [["case", "activity", "time", "time", ""], ["1", "a", "2026-03-02", "2026-03-03", "x"]]
    names = [column.name for column in guess(tmp_path, rows).columns]
    assert names == ["case", "activity", "time", "time (4)", "column (5)"]


def test_a_file_without_a_header_is_refused(tmp_path):
    with pytest.raises(NoHeader, match="add a line"):
        guess(tmp_path, [["17", "2026-03-02"], ["18", "2026-03-03"]])


def test_parquet_and_xes_are_guessed(tmp_path):
    parquet = readers.guess(write_parquet(tmp_path, parquet_columns(two_cases())))
    assert (parquet.format, parquet.mapping.case, parquet.is_sure) == (
        Format.PARQUET,
        "case id",
        True,
    )
    found = readers.guess(write(tmp_path, "log.xes.gz", xes(two_cases())))
    assert (found.format, found.mapping.case, found.mapping.unit) == (
        Format.XES,
        "case:concept:name",
        "org:group",
    )
    assert found.rows[0][:2] == ("A1", "call")


def test_civil_numbers_are_recognised_by_their_form():
    assert looks_like_civil_numbers(["0101901234", "3112991234", "010190-1234"])
    assert not looks_like_civil_numbers(["0101901234", "9999999999", "17"])
    assert not looks_like_civil_numbers([])
