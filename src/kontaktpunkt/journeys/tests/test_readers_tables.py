"""CSV and Parquet logs."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Mapping, Milestone, Options
from kontaktpunkt.journeys.readers.refusals import (
    BadTime,
    BadValue,
    DamagedText,
    DuplicateEvent,
    MissingColumn,
    NoCaseColumn,
    NoTimeColumn,
    NoTouchpointColumn,
    TextTooLong,
    UnknownTimeFormat,
    WrongColumnType,
)
from kontaktpunkt.journeys.tests.readers_samples import (
    START,
    Event,
    csv_text,
    events_in,
    parquet_columns,
    rows_in,
    table,
    two_cases,
    walk,
    write,
    write_parquet,
)

EVENTS = Mapping(
    case="case id", touchpoint=("activity",), started_at="timestamp", unit="department"
)


def codes(summary):
    return {notice.code: notice.phrase.values.get("count") for notice in summary.notices}


@pytest.fixture
def import_csv(tmp_path):
    """Import rows, or a text, and return what came of it."""

    def run(content, **how):
        text = content if isinstance(content, str | bytes) else csv_text(content)
        path = write(tmp_path, "log.csv", text)
        return readers.read(path, target=tmp_path / "log", **how)

    return run


@pytest.fixture
def import_parquet(tmp_path):
    """Import typed columns and return what came of it."""

    def run(columns, **how):
        path = write_parquet(tmp_path, columns)
        return readers.read(path, target=tmp_path / "log", **how)

    return run


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz"])
def test_csv_is_read_whatever_separates_its_columns(tmp_path, delimiter, name):
    path = write(tmp_path, name, csv_text(table(two_cases()), delimiter))
    summary = readers.read(path, target=tmp_path / "log")
    assert events_in(summary.folder) == two_cases()
    assert (summary.cases, summary.units, summary.notices) == (2, 2, ())


def test_parquet_is_read(import_parquet):
    summary = import_parquet(parquet_columns(two_cases()))
    assert events_in(summary.folder) == two_cases()


def test_cases_may_lie_scattered(import_csv):
    first, second = walk("1", "a", "b", "c"), walk("2", "a", "b", "c")
    mixed = [event for pair in zip(first, second, strict=True) for event in pair]
    assert events_in(import_csv(table(mixed)).folder) == mixed


def test_quoted_fields_may_hold_separators_line_ends_and_quotes(import_csv):
    events = walk("1", 'said "no", twice', "line\nbreak", "plain")
    read = events_in(import_csv(table(events)).folder)
    assert [event.touchpoint for event in read] == ['said "no", twice', "line break", "plain"]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(import_csv, line_end):
    text = csv_text(table(two_cases())).replace("\n", line_end)
    assert events_in(import_csv(text).folder) == two_cases()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_recognised(import_csv, encoding):
    events = walk("1", "Spørg", "Höra")
    summary = import_csv(csv_text(table(events)).encode(encoding))
    assert events_in(summary.folder) == events
    assert summary.notices == ()


def test_windows_letters_far_down_are_read_with_a_warning(import_csv):
    events = [*walk("1", *["call"] * 9_000), *walk("2", "Spørg")]
    summary = import_csv(csv_text(table(events)).encode("cp1252"))
    assert events_in(summary.folder) == events
    assert list(codes(summary)) == ["not-utf-8"]
    assert "cp1252" in str(summary.notices[0])


def damaged() -> bytes:
    """Return a text of two cases in UTF-8 with one broken sign in its fourth line."""
    lines = csv_text(table([*walk("1", "Spørg", "Høre", "Åbne"), *walk("2", "Spørg")])).encode()
    first, _mark, rest = lines.partition("Åbne".encode())
    return first + b"\xc3bne" + rest


def test_a_damaged_sign_is_refused_by_its_line_and_not_read_as_another_encoding(import_csv):
    with pytest.raises(DamagedText, match=r"not at line 4 \(.*: 1\)"):
        import_csv(damaged())


def test_an_encoding_that_is_said_is_believed_and_what_it_cannot_read_is_counted(import_csv):
    summary = import_csv(damaged(), options=Options(encoding="utf-8"))
    assert [event.touchpoint for event in events_in(summary.folder)][2] == "\ufffdbne"
    [notice] = [each for each in summary.notices if each.code == "damaged-text"]
    said = "Signs that cannot be read as utf-8 became “\ufffd”: 1, the first at line 4."
    assert str(notice) == said


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-16", "utf-8"])
def test_an_encoding_that_is_said_is_told_nothing_of(import_csv, encoding):
    events = walk("1", "Spørg", "Høre")
    options = Options(encoding=encoding)
    summary = import_csv(csv_text(table(events)).encode(encoding), options=options)
    assert (events_in(summary.folder), summary.notices) == (events, ())


@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "1900-01-01 00:00", "9999-12-31 23:59:59"])
def test_times_that_mean_none_are_left_out(import_csv, moment):
    rows = [["1", "call", "2026-03-01 10:00"], ["1", "never", moment], ["1", "none", "NULL"]]
    summary = import_csv([["case", "activity", "timestamp"], *rows])
    assert (summary.events, summary.first.year, summary.last.year) == (1, 2026, 2026)
    assert codes(summary) | {"times-without-zone": 0} == {
        "implausible-time": 1, "without-time": 1, "times-without-zone": 0,
    }  # fmt: skip


def test_times_beyond_any_calendar_are_left_out(import_parquet):
    for unit in ("ms", "us"):
        times = pa.array([2**61, -(2**61), 0], pa.timestamp(unit))
        summary = import_parquet({"case": ["1"] * 3, "activity": ["a", "b", "c"], "time": times})
        assert summary.events == 1


def test_days_and_times_may_stand_without_signs_between(import_csv):
    rows = [[str(n), "call", f"202603{n:02d}{clock}"] for n, clock in ((1, ""), (2, "134500"))]
    summary = import_csv([["case", "activity", "timestamp"], *rows])
    assert (summary.first.hour, summary.last.hour) == (23, 12)


@pytest.mark.parametrize("above", ["sep=;\r\n", "Extract of March 2026\n\n", "Extract;;\n"])
def test_what_stands_above_the_header_is_passed_over(import_csv, above):
    text = above + csv_text(table(two_cases()), ";")
    assert events_in(import_csv(text).folder) == two_cases()


def test_what_tells_how_a_case_ended_stands_with_its_last_event(import_csv):
    rows = [[c, f"step {n}", f"2026-03-0{n} 10:00", "granted"] for n in (3, 1, 2) for c in "ab"]
    folder = import_csv([["case", "activity", "timestamp", "outcome"], *rows]).folder
    told = [(row["touchpoint"], row["outcome"]) for row in rows_in(folder, "events")]
    assert sorted(each for each in told if each[1]) == [("step 3", "granted")] * 2


def test_the_outcome_of_a_row_stands_with_its_last_milestone(import_csv):
    rows = [["1", "2026-03-05", "2026-03-02", "granted"], ["2", "2026-03-01", "", "refused"]]
    folder = import_csv([["case", "opened", "closed", "outcome"], *rows]).folder
    told = [(row["touchpoint"], row["outcome"]) for row in rows_in(folder, "events")]
    assert sorted(told, key=str) == [("closed", None), ("opened", "granted"), ("opened", "refused")]


def test_whole_numbers_of_any_type_name_a_case(import_parquet):
    times = pa.array([datetime(2026, 3, 1, tzinfo=UTC)] * 2)
    for numbers in (pa.array([7.0, None]), pa.array([7, 8]).cast(pa.decimal128(20, 0))):
        columns = {"case": numbers, "activity": ["a", "b"], "time": times}
        assert events_in(import_parquet(columns).folder)[0].case == "7"
    with pytest.raises(WrongColumnType):
        import_parquet({"case": [7.5, 8.0], "activity": ["a", "b"], "time": times})


def test_a_civil_number_among_other_keys_is_replaced(import_csv):
    keys = ["case 1", "010370-1234", "A 010370-1234/2", "case 2"]
    rows = [[key, "call", "2026-03-01 10:00"] for key in keys]
    summary = import_csv([["case", "activity", "timestamp"], *rows])
    kept = [event.case for event in events_in(summary.folder)]
    assert [key for key in kept if "case" in key] == ["case 1", "case 2"]
    assert not any("1234" in key and "0370" in key for key in kept)
    assert "pseudonymised" in codes(summary)


def test_letters_that_not_even_windows_has_are_read_as_latin_1(import_csv):
    text = csv_text(table(walk("1", "a\x81b"))).encode("latin-1")
    assert events_in(import_csv(text).folder)[0].touchpoint == "a\ufffdb"


def test_times_without_zone_are_local_and_said_to_be(import_csv):
    rows = table(two_cases(), "%Y-%m-%d %H:%M")
    summary = import_csv(rows, options=Options(time_zone="Europe/Stockholm"))
    assert events_in(summary.folder)[0].at == START - timedelta(hours=1)
    assert codes(summary) == {"times-without-zone": 5}
    assert "Europe/Stockholm" in str(summary.notices[0])


def test_days_without_time_are_said_to_be(import_csv):
    assert codes(import_csv(table(two_cases(), "%Y-%m-%d")))["days-without-time"] == 5


def test_the_whole_column_decides_whether_day_or_month_comes_first(import_csv):
    rows = [["case id", "activity", "timestamp"]]
    rows += [["1", "call", f"0{1 + number % 9}/04/2026 10:00"] for number in range(3_000)]
    doubtful = import_csv(rows)
    assert doubtful.first.date() == date(2026, 4, 1)
    assert "day-or-month-first" in codes(doubtful)
    rows.append(["1", "call", "04/30/2026 10:00"])
    settled = import_csv(rows)
    assert settled.first.date() == date(2026, 1, 4)
    assert "day-or-month-first" not in codes(settled)


def test_a_stated_order_is_followed(import_csv):
    rows = [["case id", "activity", "timestamp"], ["1", "call", "03/04/2026 10:00"]]
    summary = import_csv(rows, options=Options(time_order="month-first"))
    assert summary.first.date() == date(2026, 3, 4)


def test_mixed_formats_are_refused_by_their_line(import_csv):
    rows = table(two_cases(), "%d-%m-%Y %H:%M")
    rows[3][2] = "2026-03-02 10:00"
    with pytest.raises(BadTime, match=r"“2026-03-02 10:00” in “timestamp” at line 4 .*31-01-2026"):
        import_csv(rows)


def test_a_bad_time_is_refused_by_its_line_though_fields_hold_line_ends(import_csv):
    rows = table(walk("1", "two\nlines", "b", "c"))
    rows[3][2] = "tomorrow"
    with pytest.raises(BadTime, match="“tomorrow” in “timestamp” at line 5 "):
        import_csv(rows)


def test_times_in_no_known_way_are_refused(import_csv):
    rows = [["case id", "activity", "timestamp"], ["1", "call", "2nd of May"]]
    with pytest.raises(UnknownTimeFormat, match="line 2"):
        import_csv(rows, mapping=Mapping(**{**vars(EVENTS), "unit": None}))


@pytest.mark.parametrize("text", ["1772438400", "1772438400000"])
def test_seconds_and_milliseconds_are_read(import_csv, text):
    rows = [["case id", "activity", "timestamp"], ["1", "call", text]]
    assert import_csv(rows).first == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_rows_without_case_time_or_touchpoint_are_left_out_and_counted(import_csv):
    rows = table(walk("1", "a", "b", "c", "d"))
    rows[1][0] = rows[2][1] = rows[3][2] = " "
    summary = import_csv(rows)
    assert [event.touchpoint for event in events_in(summary.folder)] == ["d"]
    assert codes(summary) == {"without-case": 1, "without-touchpoint": 1, "without-time": 1}


@pytest.mark.parametrize(
    ("mapping", "refusal", "words"),
    [
        (Mapping(), NoCaseColumn, "case id, activity, timestamp, department"),
        (Mapping(case="case id"), NoTimeColumn, "case id"),
        (Mapping(case="case id", started_at="timestamp"), NoTouchpointColumn, "case id"),
        (Mapping(case="sag"), MissingColumn, "“sag”; the file has case id"),
    ],
)
def test_what_is_missing_is_named(import_csv, mapping, refusal, words):
    with pytest.raises(refusal, match=words):
        import_csv(table(two_cases()), mapping=mapping)


def test_every_field_of_an_event_can_be_mapped(import_csv):
    header = ["id", "what", "more", "from", "to", "where", "how", "who", "way"]
    header += ["contact", "result", "points", "of"]
    row = ["1", "call", "back", "2026-03-02T08:00:00Z", "2026-03-02T08:30:00Z", "Centre", "phone"]
    row += ["Party", "in", "ja", "settled", "4,5", "5"]
    mapping = Mapping(
        case="id",
        touchpoint=("what", "more"),
        started_at="from",
        ended_at="to",
        unit="where",
        channel="how",
        initiator="who",
        direction="way",
        is_contact="contact",
        outcome="result",
        score="points",
        score_max="of",
    )
    [found] = rows_in(import_csv([header, row], mapping=mapping).folder, "events")
    assert found == {
        "event_id": 0,
        "touchpoint": "call · back",
        "kind": None,
        "started_at": START,
        "ended_at": START + timedelta(minutes=30),
        "source": "log",
        "source_rank": 0,
        "source_seq": 0,
        "channel": "phone",
        "unit": "Centre",
        "initiator": "party",
        "direction": "in",
        "is_contact": True,
        "outcome": "settled",
        "score": 4.5,
        "score_max": 5.0,
    }


@pytest.mark.parametrize(
    ("role", "value", "expected"),
    [
        ("score", "good", "a number"),
        ("is_contact", "perhaps", "yes or no"),
        ("initiator", "robot", "party, authority, third"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_line(import_csv, role, value, expected):
    rows = [["case id", "activity", "timestamp", "x"], ["1", "a", START.isoformat(), value]]
    mapping = Mapping(**{**vars(EVENTS), "unit": None, role: "x"})
    with pytest.raises(BadValue, match=f"“{value}” in “x” at line 2 is not {expected}"):
        import_csv(rows, mapping=mapping)


def test_an_event_told_twice_is_kept_once(import_csv):
    rows = [[*row, str(number)] for number, row in enumerate(table(two_cases()))]
    rows[0][-1] = "event id"
    rows.insert(3, rows[2])
    summary = import_csv(rows)
    assert events_in(summary.folder) == two_cases()
    assert codes(summary) == {"repeated-events": 1}


def test_an_id_that_stands_for_two_events_is_refused(import_csv):
    rows = [[*row, "7"] for row in table(two_cases())]
    rows[0][-1] = "event id"
    with pytest.raises(DuplicateEvent, match="“7”"):
        import_csv(rows)


WIDE = Mapping(
    case="number",
    milestones=(
        Milestone(column="opened", touchpoint="asked"),
        Milestone(column="closed", touchpoint="answered"),
    ),
    case_attributes=("kind",),
)


def test_a_row_per_case_becomes_an_event_per_milestone(import_csv):
    rows = [
        ["number", "opened", "closed", "kind"],
        ["1", "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "road"],
        ["2", "2026-03-02T08:00:00Z", "", "lamp"],
        ["3", "", "", "lamp"],
    ]
    summary = import_csv(rows, mapping=WIDE)
    assert events_in(summary.folder) == [
        Event("1", "asked", START),
        Event("1", "answered", START + timedelta(hours=1)),
        Event("2", "asked", START),
    ]
    assert summary.empty_cases == 1
    assert [row["value"] for row in rows_in(summary.folder, "object_attributes")][:2] == [
        "road",
        "lamp",
    ]


def test_an_attribute_that_changes_keeps_its_last_value(import_csv):
    rows = [[*row, str(number % 3)] for number, row in enumerate(table(walk("1", *"abcd")))]
    rows[0][-1] = "state"
    mapping = Mapping(**{**vars(EVENTS), "case_attributes": ("state",)})
    [found] = rows_in(import_csv(rows, mapping=mapping).folder, "object_attributes")
    assert found["value"] == "1"


@pytest.mark.parametrize("number", ["010190-123{}", "19900101-123{}", "900101-123{}"])
def test_civil_registration_numbers_are_never_kept(import_csv, number):
    events = [event for digit in range(8) for event in walk(number.format(digit), "call", "visit")]
    summary = import_csv(table(events))
    keys = {event.case for event in events_in(summary.folder)}
    assert len(keys) == summary.cases == 8
    assert not keys & {event.case for event in events}
    assert "pseudonymised" in codes(summary)


def test_with_a_key_the_same_case_has_the_same_pseudonym_in_every_log(import_csv):
    options = Options(pseudonym_key=b"municipal secret")
    first = events_in(import_csv(table(two_cases()), options=options).folder)
    again = events_in(import_csv(table(two_cases()[:3]), options=options).folder)
    other = Options(pseudonym_key=b"another secret")
    elsewhere = events_in(import_csv(table(two_cases()), options=other).folder)
    assert first[0].case == again[0].case != elsewhere[0].case
    assert len({event.case for event in first}) == 2


TYPED = parquet_columns(two_cases())


@pytest.mark.parametrize(
    ("column", "values", "found"),
    [
        ("case id", pa.array([[1]] * 5), "list"),
        ("activity", pa.array([1.5] * 5), "double"),
        ("timestamp", pa.array([1.5] * 5), "double"),
        ("timestamp", pa.array([True] * 5), "bool"),
        ("department", pa.array([{"a": 1}] * 5), "struct"),
        ("department", pa.array([b"x"] * 5), "binary"),
    ],
)
def test_parquet_of_the_wrong_type_is_refused_by_its_column(import_parquet, column, values, found):
    with pytest.raises(WrongColumnType, match=f"“{column}” holds {found}"):
        import_parquet(TYPED | {column: values}, mapping=EVENTS)


def test_a_long_text_in_a_parquet_dictionary_is_refused_by_its_row(import_parquet):
    texts = ["call", "call", "call", "x" * 100_000, "call"]
    with pytest.raises(TextTooLong, match="“activity” at row 4 has more than 1000"):
        import_parquet(TYPED | {"activity": pa.array(texts)}, mapping=EVENTS)


def test_whole_numbers_that_are_no_times_are_refused(import_parquet):
    with pytest.raises(UnknownTimeFormat, match="row 1 it says “1”"):
        import_parquet(TYPED | {"timestamp": pa.array(range(1, 6))}, mapping=EVENTS)


@pytest.mark.parametrize(
    "convert",
    [
        lambda times: times.cast(pa.timestamp("ns", "Europe/Copenhagen")),
        lambda times: times.cast(pa.timestamp("ms", "UTC")),
        lambda times: pa.array([each.isoformat() for each in times.to_pylist()]),
        lambda times: pa.array([int(each.timestamp()) for each in times.to_pylist()]),
    ],
)
def test_parquet_times_of_any_type_are_read(import_parquet, convert):
    columns = TYPED | {"timestamp": convert(TYPED["timestamp"])}
    assert events_in(import_parquet(columns, mapping=EVENTS).folder) == two_cases()


def test_parquet_times_without_zone_are_local(import_parquet):
    local = TYPED["timestamp"].cast(pa.timestamp("us"))
    summary = import_parquet(TYPED | {"timestamp": local})
    assert summary.first == START - timedelta(hours=1)
    assert codes(summary) == {"times-without-zone": 5}


def test_parquet_numbers_and_dictionaries_are_labels(import_parquet):
    columns = TYPED | {
        "case id": pa.array([1, 1, 1, 2, 2], pa.int32()),
        "activity": TYPED["activity"].dictionary_encode(),
        "department": TYPED["department"].cast(pa.large_string()),
    }
    summary = import_parquet(columns)
    assert (summary.cases, summary.touchpoints, summary.units) == (2, 3, 2)


def test_progress_reaches_the_end_and_never_goes_back(tmp_path):
    path = write(tmp_path, "log.csv", csv_text(table(walk("1", *["call"] * 2_000))))
    told = []
    readers.read(path, target=tmp_path / "log", progress=told.append)
    shares = [each.share for each in told]
    assert shares == sorted(shares)
    assert (shares[-1], told[-1].events, told[-1].step) == (1.0, 2_000, "counting")
