"""Files that must not be imported: one sentence with the place and the way out, nothing left."""

import gzip
import io
import os
import resource
import tarfile
import zipfile

import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Limits, Options, refusals
from kontaktpunkt.journeys.tests.readers_samples import (
    attributes,
    csv_text,
    parquet_columns,
    table,
    two_cases,
    walk,
    write,
    write_parquet,
    xes,
    xes_event,
    xes_trace,
)

GOOD = xes(two_cases())
LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE log [
 <!ENTITY a "ha ha ha ha ha ha ha ha ha ha">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<log><trace><string key="concept:name" value="&b;"/></trace></log>"""
EXTERNAL = '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log><trace/></log>'


@pytest.fixture
def refuse(tmp_path):
    """Import a file, see it refused, and see that nothing is left behind."""

    def run(path, refusal, words, **how):
        home = tmp_path / "imported"
        home.mkdir(exist_ok=True)
        with pytest.raises(refusal, match=words) as raised:
            readers.read(path, target=home / "log", **how)
        assert list(home.iterdir()) == []
        assert str(raised.value).count(". ") == 0
        return raised.value

    return run


def archive_of(kind, content):
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("log.xes", content)
    else:
        with tarfile.open(fileobj=out, mode="w") as archive:
            archive.addfile(tarfile.TarInfo("log.xes"), io.BytesIO())
    return out.getvalue()


def test_a_missing_file_is_named(refuse, tmp_path):
    refuse(tmp_path / "nowhere.xes", refusals.FileMissing, "“nowhere.xes”")


def test_a_folder_is_no_log(refuse, tmp_path):
    refuse(tmp_path, refusals.NotAFile, "ordinary file")


def test_a_pipe_is_no_log(refuse, tmp_path):
    os.mkfifo(tmp_path / "pipe.xes")
    refuse(tmp_path / "pipe.xes", refusals.NotAFile, "pipe.xes")


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        ("", refusals.FileEmpty, "empty"),
        ("<!DOCTYPE html><html><body>Log in</body></html>", refusals.NotALog, "a web page"),
        ("<html><log/></html>", refusals.NotALog, "a web page"),
        ("<feed><entry/></feed>", refusals.NotALog, "<feed>"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), refusals.NotALog, "a picture"),
        (b"%PDF-1.7 ...", refusals.NotALog, "a PDF document"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), refusals.NotALog, "save it as .xlsx"),
        (bytes(range(256)) * 20, refusals.NotALog, "a binary file"),
        ("[1, 2]", refusals.NotALog, "a JSON list"),
        (archive_of("zip", GOOD), refusals.ArchiveRefused, "zip.*unpack"),
        (archive_of("tar", GOOD), refusals.ArchiveRefused, "tar"),
        (b"7z\xbc\xaf\x27\x1c", refusals.ArchiveRefused, "7z"),
        ("one line without separators\n", refusals.OneColumn, "one line without"),
    ],
)
def test_what_is_no_log_is_called_by_its_name(refuse, tmp_path, content, refusal, words):
    refuse(write(tmp_path, "log", content), refusal, words)


@pytest.mark.parametrize(
    ("content", "found"),
    [(archive_of("zip", GOOD), "zip"), (gzip.compress(GOOD.encode()), "gzip")],
)
def test_an_archive_within_gzip_is_refused(refuse, tmp_path, content, found):
    refuse(write(tmp_path, "log.xes.gz", content), refusals.NestedArchive, found)


@pytest.mark.parametrize("content", [b"PAR1" + bytes(50), b"SQLite format 3\0" + bytes(50)])
def test_formats_that_are_read_from_within_must_be_unpacked(refuse, tmp_path, content):
    refuse(write(tmp_path, "log.gz", content), refusals.ArchiveRefused, "gzip")


def test_gzip_that_ends_early_is_refused(refuse, tmp_path):
    packed = gzip.compress(xes(walk("1", *["call"] * 3_000)).encode())
    refuse(write(tmp_path, "log.xes", packed[:-20]), refusals.Truncated, "byte .* fetch it again")
    refuse(write(tmp_path, "log.xes", packed[:8]), refusals.Truncated, "byte 8")


def test_gzip_that_is_damaged_is_refused(refuse, tmp_path):
    packed = bytearray(gzip.compress(GOOD.encode()))
    packed[-6] ^= 255
    refuse(write(tmp_path, "log.xes", bytes(packed)), refusals.BrokenGzip, "damaged after byte")
    more = gzip.compress(GOOD.encode()) + b"rubbish"
    refuse(write(tmp_path, "log.xes", more), refusals.BrokenGzip, "damaged")


def test_gzip_in_several_parts_and_with_padding_is_read(tmp_path):
    half = len(GOOD) // 2
    packed = gzip.compress(GOOD[:half].encode()) + gzip.compress(GOOD[half:].encode()) + bytes(64)
    summary = readers.read(write(tmp_path, "log.xes", packed), target=tmp_path / "log")
    assert summary.events == 5


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.97])
@pytest.mark.parametrize("prefix", ["", "<!-- read by the parser -->"])
def test_xml_that_ends_early_is_refused_by_its_line(refuse, tmp_path, cut, prefix):
    text = GOOD.replace("<trace>", f"<trace>{prefix}")
    text = text[: int(len(text) * cut)]
    words = f"line {text.count(chr(10)) + 1};"
    refuse(write(tmp_path, "log.xes", text), refusals.Truncated, words)


@pytest.mark.parametrize(
    ("old", "new"),
    [("</event>", "</evnt>"), ("</trace>", ""), ('value="call"', 'value="a<b"'), ("/>", " & />")],
)
def test_broken_xml_is_refused_by_its_line(refuse, tmp_path, old, new):
    text = GOOD.replace(old, new, 1)
    refuse(write(tmp_path, "log.xes", text), refusals.BrokenXml, r"line \d+, column \d+")


def test_text_after_the_log_is_refused(refuse, tmp_path):
    refuse(
        write(tmp_path, "log.xes", GOOD + "<log/>"),
        refusals.BrokenXml,
        f"line {GOOD.count(chr(10)) + 1}",
    )


@pytest.mark.parametrize(("text", "line"), [(LAUGHS, 2), (EXTERNAL, 1)])
@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_entities_and_document_types_are_refused_at_once(refuse, tmp_path, text, line, name):
    refuse(write(tmp_path, name, text), refusals.DeclarationRefused, f"Line {line} declares")


def test_an_unknown_entity_is_refused(refuse, tmp_path):
    text = GOOD.replace("call", "&secret;", 1)
    refuse(write(tmp_path, "log.xes", text), refusals.BrokenXml, "line 6")


def test_a_gzip_bomb_is_stopped_by_its_ratio(refuse, tmp_path):
    bomb = gzip.compress(b"<log>" + b" " * 3_000_000, 9)
    limits = Limits(ratio_counts_from_bytes=1_000_000)
    path = write(tmp_path, "log.xes", bomb)
    refuse(path, refusals.UnpacksTooLarge, "300 times", options=Options(limits=limits))


def test_a_gzip_bomb_is_stopped_by_its_size(refuse, tmp_path):
    path = write(tmp_path, "log.csv.gz", csv_text(table(walk("1", *["call"] * 2_000))))
    limits = Limits(unpacked_bytes=50_000)
    refuse(path, refusals.UnpacksTooLarge, "more than 50 kB", options=Options(limits=limits))


def test_the_disk_is_not_filled(refuse, tmp_path):
    path = write(tmp_path, "log.xes", GOOD)
    refuse(path, refusals.WritesTooMuch, "0 B", options=Options(limits=Limits(written_bytes=0)))
    limits = Limits(free_disk_bytes=10**18)
    refuse(path, refusals.DiskFull, "free some space", options=Options(limits=limits))


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(refusals.CannotWrite, match="check the folder"):
        readers.read(write(tmp_path, "log.xes", GOOD), target=tmp_path / "file" / "log")


SMALL = Options(limits=Limits(element_bytes=300_000))
HUGE = "x" * 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        xes(walk("1", HUGE)),
        xes(walk("1", "a")).replace("<trace>", f"<trace><!-- {HUGE} -->"),
        f"<log {HUGE}",
    ],
)
def test_a_huge_element_is_refused_by_its_line(refuse, tmp_path, text):
    path = write(tmp_path, "log.xes", text)
    refuse(path, refusals.FieldTooLarge, r"line \d+ is larger than 300 kB", options=SMALL)


def test_huge_text_between_elements_is_passed_over(tmp_path):
    text = GOOD.replace("</event>", HUGE + "</event>", 1)
    summary = readers.read(write(tmp_path, "l.xes", text), target=tmp_path / "log", options=SMALL)
    assert summary.events == 5


@pytest.mark.parametrize("text", ["<log>" + "<a>" * 200, "<log>" + "<a>" * 100_000])
def test_deep_nesting_is_refused(refuse, tmp_path, text):
    refuse(write(tmp_path, "log.xes", text), refusals.TooDeep, "deep at line 1")


def test_endless_names_of_elements_are_refused(refuse, tmp_path):
    text = "<log>" + "".join(f"<a{number}/>" for number in range(80_000))
    refuse(write(tmp_path, "log.xes", text), refusals.TooManyNames, "10000 names")


def test_a_huge_csv_field_is_refused_by_its_line(refuse, tmp_path):
    rows = [*table(two_cases())[:2], ["1", HUGE, "x", "y"]]
    path = write(tmp_path, "log.csv", csv_text(rows))
    refuse(path, refusals.FieldTooLarge, "line 3 .*quotation mark", options=SMALL)
    refuse(path, refusals.FieldTooLarge, "line 3 is larger than 131 kB")


def test_a_quotation_mark_that_never_closes_is_refused_by_its_line(refuse, tmp_path):
    rows = csv_text(table(walk("1", *["call"] * 10_000)))
    text = rows.replace("call", '"call', 7).replace('"call', "call", 6)
    refuse(write(tmp_path, "log.csv", text), refusals.FieldTooLarge, "line 8 .*quotation mark")
    short = csv_text(table(two_cases())).replace("visit", '"visit')
    refuse(write(tmp_path, "log.csv", short), refusals.QuoteProblem, "line 4")


def test_a_header_without_rows_is_told_whatever_its_columns_are_called(refuse, tmp_path):
    for header in ("case,activity,time\n", "a,b,c\n"):
        refuse(write(tmp_path, "log.csv", header), refusals.NoRows, "no rows")


@pytest.mark.parametrize(("row", "found"), [(["B", "call"], 2), (["B", "call", "t", "u", "v"], 5)])
def test_a_ragged_row_is_refused_by_its_line(refuse, tmp_path, row, found):
    rows = [*table(two_cases()), row]
    words = f"line 7 there are {found} fields where the header has 4"
    refuse(write(tmp_path, "log.csv", csv_text(rows)), refusals.RaggedRow, words)


def test_a_nul_character_is_refused_by_its_line(refuse, tmp_path):
    text = csv_text(table(two_cases())).replace("visit", "vi\0sit")
    refuse(write(tmp_path, "log.csv", text), refusals.NulCharacter, "line 4")
    text = GOOD.replace("visit", "vi\0sit")
    refuse(write(tmp_path, "log.xes", text), refusals.BrokenXml, "line 16")


def test_endless_columns_are_refused(refuse, tmp_path):
    rows = [[f"column {number}" for number in range(2_001)]] * 2
    refuse(write(tmp_path, "log.csv", csv_text(rows)), refusals.TooManyColumns, "2000 columns")


def test_more_touchpoints_than_a_person_could_look_at_are_refused(refuse, tmp_path):
    events = walk("1", *(f"Touchpoint {number}" for number in range(10_001)))
    path = write(tmp_path, "log.csv", csv_text(table(events)))
    words = "more than 10000 different values in “activity” .*Touchpoint 10000.*raise the limit"
    refuse(path, refusals.TooManyTouchpoints, words)
    limits = Limits(touchpoints=20_000)
    options = Options(limits=limits)
    assert readers.read(path, target=tmp_path / "log", options=options).touchpoints == 10_001


@pytest.mark.parametrize("field", ["case", "touchpoint", "unit"])
def test_a_long_text_is_refused_by_its_line(refuse, tmp_path, field):
    event = {"case": "1", "touchpoint": "a", "unit": "u"} | {field: "long " * 201}
    [first] = walk("1", "a")
    rows = table([type(first)(event["case"], event["touchpoint"], first.at, event["unit"])])
    path = write(tmp_path, "log.csv", csv_text(rows))
    refuse(path, refusals.TextTooLong, f"“{field}” at line 2 has more than 1000 characters")


def test_a_bad_time_in_xes_is_refused_by_the_line_of_its_event(refuse, tmp_path):
    text = GOOD.replace("2026-03-02T09:00:00+00:00", "2026-02-30T09:00:00+00:00")
    words = "“2026-02-30T09:00:00.00:00” in “time:timestamp” at line 10"
    refuse(write(tmp_path, "log.xes", text), refusals.BadTime, words)
    parsed = text.replace("<log>", "<log><!-- no tag reader -->").replace(
        "</log>", "<!-- --></log>"
    )
    refuse(write(tmp_path, "log.xes", parsed), refusals.BadTime, words)


def test_an_encoding_that_nobody_knows_is_refused(refuse, tmp_path):
    text = f"<?xml version='1.0' encoding='klingon'?>{xes(two_cases()).partition('?>')[2]}"
    refuse(write(tmp_path, "log.xes", text), refusals.UnknownEncoding, "klingon")


@pytest.mark.parametrize(
    ("touchpoint", "case", "refusal"),
    [("", "1", refusals.NoTouchpointGiven), ("call", "", refusals.NoCaseGiven)],
)
def test_rows_that_all_lack_the_same_are_told_so(refuse, tmp_path, touchpoint, case, refusal):
    rows = [["case", "activity", "time"], [case, touchpoint, "2026-03-01 10:00"]]
    mapping = readers.Mapping(case="case", touchpoint=("activity",), started_at="time")
    refuse(write(tmp_path, "log.csv", csv_text(rows)), refusal, "choose another", mapping=mapping)


@pytest.mark.parametrize(
    "text",
    [
        "<log/>",
        "<log></log>",
        f"<log>{xes_trace('1', [])}</log>",
        f"<log>{xes_trace('1', [attributes(concept__name='call')])}</log>",
        csv_text([["case", "activity", "time"]]),
    ],
)
def test_a_log_without_events_is_refused(refuse, tmp_path, text):
    mapping = None
    if not text.startswith("<"):
        mapping = readers.Mapping(case="case", touchpoint=("activity",), started_at="time")
    refuse(write(tmp_path, "log", text), refusals.LogRefused, "no event|no column", mapping=mapping)


@pytest.mark.parametrize("keep", [slice(0, 200), slice(0, -6)])
def test_damaged_parquet_is_refused(refuse, tmp_path, keep):
    content = write_parquet(tmp_path, parquet_columns(two_cases())).read_bytes()
    refuse(write(tmp_path, "log", content[keep]), refusals.BrokenParquet, "export it again")


def test_parquet_damaged_within_is_refused(refuse, tmp_path):
    content = bytearray(write_parquet(tmp_path, parquet_columns(two_cases())).read_bytes())
    content[10:120] = bytes(110)
    refuse(write(tmp_path, "log", bytes(content)), refusals.BrokenParquet, "damaged")


@pytest.mark.parametrize("name", ["log.xes", "log.csv"])
def test_a_file_that_changes_while_it_is_read_is_refused(refuse, tmp_path, name):
    text = GOOD if name == "log.xes" else csv_text(table(two_cases()))
    path = write(tmp_path, name, text)

    def grow(progress):
        with path.open("a") as file:
            file.write(" ")

    refuse(path, refusals.FileChanged, "changed while it was read", progress=grow)


def test_one_case_may_have_very_many_events(tmp_path):
    event = xes_event(two_cases()[0])
    text = f"<log>{xes_trace('1', [event] * 40_000)}</log>"
    for log in (text, text.replace("<trace>", "<trace><!-- parser -->")):
        summary = readers.read(write(tmp_path, "log.xes", log), target=tmp_path / "log")
        assert (summary.cases, summary.events) == (1, 40_000)


def test_memory_stays_bounded_when_a_bomb_is_refused(refuse, tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = b"case,activity,time\n1,a," + b"x" * 100_000_000
    refuse(write(tmp_path, "log.csv.gz", text), refusals.FieldTooLarge, "line 2")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 300_000  # kB; the test itself holds the text once


def every_refusal(kind=refusals.LogRefused):
    yield kind
    for sub in kind.__subclasses__():
        yield from every_refusal(sub)


@pytest.mark.parametrize("refusal", sorted(every_refusal(), key=lambda each: each.__name__))
def test_every_refusal_is_one_sentence(refusal):
    sentence = refusal.message
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert sentence[0].isupper() or sentence.startswith(("“", "%"))
