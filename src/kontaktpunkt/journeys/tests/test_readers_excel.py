"""Excel workbooks."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Format, Limits, Options, refusals
from kontaktpunkt.journeys.tests.readers_samples import START, events_in, table, two_cases, write


def workbook(rows, sheet="Log", before=()):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for name in before:
        book.create_sheet(name, 0)
    return book


@pytest.fixture
def import_book(tmp_path):
    """Save a workbook, import it and return what came of it."""

    def run(book, **how):
        path = tmp_path / "log.xlsx"
        book.save(path)
        return readers.read(path, target=tmp_path / "log", **how)

    return run


def typed_rows():
    """The two cases as a person's sheet has them: real times, no zone, numbers as cases."""
    rows = [["Case ID", "Activity", "Time", "Department", "Score"]]
    for event in two_cases():
        local = (event.at + timedelta(hours=1)).replace(tzinfo=None)
        rows.append([int(event.case[1]), event.touchpoint, local, event.unit, 4.5])
    return rows


def test_a_sheet_is_read(import_book):
    summary = import_book(workbook(typed_rows()))
    found = events_in(summary.folder)
    assert [(e.case, e.touchpoint, e.at) for e in found] == [
        (e.case[1], e.touchpoint, e.at) for e in two_cases()
    ]
    assert summary.format is Format.EXCEL
    assert [notice.code for notice in summary.notices] == ["times-without-zone"]


def test_times_that_are_text_are_read(import_book):
    assert events_in(import_book(workbook(table(two_cases()))).folder) == two_cases()


def test_the_first_sheet_with_rows_is_taken_or_the_one_that_is_named(import_book):
    book = workbook(table(two_cases()), before=["Cover"])
    assert import_book(book).events == 5
    assert import_book(book, options=Options(sheet="Log")).events == 5
    with pytest.raises(refusals.NoSheet, match="“Ark1”; the workbook has Cover, Log"):
        import_book(book, options=Options(sheet="Ark1"))


def test_the_sheet_that_looks_like_a_log_is_taken_and_told(tmp_path):
    path = tmp_path / "log.xlsx"
    book = workbook(table(two_cases()), before=["Cover"])
    cover = book["Cover"]
    for prose in (["Permits", "Made by", "Read this"], ["of 2026", "the archive", "first"]):
        cover.append(prose)
    book.save(path)
    found = readers.guess(path)
    assert (found.options.sheet, found.is_sure) == ("Log", True)
    assert "“Log” is read, which looks most like a log; there are also “Cover”." in str(
        found.notices[0]
    )
    assert readers.read(path, target=tmp_path / "log").events == 5


def test_a_sheet_may_begin_with_empty_rows(import_book):
    rows = [[None], [None], *table(two_cases())]
    assert import_book(workbook(rows, before=["Cover"])).events == 5


def test_blank_rows_errors_and_empty_cells_are_passed_over(import_book):
    rows = table(two_cases())
    rows[2][3] = None
    rows[3][3] = "#N/A"
    rows[3:3] = [[None] * 4, [" "]]
    summary = import_book(workbook(rows))
    assert [event.unit for event in events_in(summary.folder)][:3] == ["Unit 0", None, None]


def test_a_bad_time_is_refused_by_its_row(import_book):
    rows = table(two_cases())
    rows[3][2] = "soon"
    with pytest.raises(refusals.BadTime, match="“soon” in “timestamp” at row 4"):
        import_book(workbook(rows))


def test_a_row_wider_than_the_header_is_refused_by_its_row(import_book):
    rows = [*table(two_cases()), ["A", "call", START.isoformat(), "u", "more"]]
    with pytest.raises(refusals.RaggedRow, match="row 7 there are 5 fields"):
        import_book(workbook(rows))


def test_a_wrong_note_of_the_size_does_not_matter(import_book, tmp_path):
    import_book(workbook(table(two_cases())))
    changed = changed_parts(
        (tmp_path / "log.xlsx").read_bytes(), lambda text: text.replace(b"A1:D6", b"A1:A1")
    )
    path = write(tmp_path, "other.xlsx", changed)
    assert readers.read(path, target=tmp_path / "log").events == 5


def changed_parts(content, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(old.read(part)))
    return out.getvalue()


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "limits", "refusal", "words"),
    [
        (
            lambda text: text.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
            Limits(),
            refusals.DeclarationRefused,
            "declares",
        ),
        (
            lambda text: text.replace(b"</row>", b"</row>" + b" " * 9_000_000),
            Limits(ratio_counts_from_bytes=1_000_000),
            refusals.UnpacksTooLarge,
            "unpacks to more than",
        ),
        (lambda text: text, Limits(unpacked_bytes=100), refusals.UnpacksTooLarge, "100 B"),
        (lambda text: text, Limits(workbook_text_bytes=10), refusals.WorkbookTooLarge, "as CSV"),
        (lambda text: text.replace(b"</row>", b""), Limits(), refusals.BrokenWorkbook, "save it"),
        (lambda text: b"", Limits(), refusals.LogRefused, ""),
    ],
)
@pytest.mark.filterwarnings("ignore:matching against an empty string")
def test_harmful_and_broken_workbooks_are_refused(tmp_path, change, limits, refusal, words):
    content = changed_parts(saved(workbook(table(two_cases()))), change)
    path = write(tmp_path, "log.xlsx", content)
    with pytest.raises(refusal, match=words):
        readers.read(path, target=tmp_path / "log", options=Options(limits=limits))
    assert not (tmp_path / "log").exists()


def test_half_a_workbook_is_refused(tmp_path):
    content = saved(workbook(table(two_cases())))
    with pytest.raises(refusals.BrokenWorkbook, match="could not be opened"):
        readers.guess(write(tmp_path, "log.xlsx", content[: len(content) // 2]))
