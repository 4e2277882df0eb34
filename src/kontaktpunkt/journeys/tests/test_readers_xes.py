"""XES logs: what is read, and that the fast way gives what the parser gives."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers.refusals import LogRefused, NameAfterEvents, PersonColumn
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.tokens import NotPlain
from kontaktpunkt.journeys.readers.xes import XesTable
from kontaktpunkt.journeys.readers.xes_plain import PlainXes
from kontaktpunkt.journeys.tests.readers_samples import (
    START,
    Event,
    attributes,
    events_in,
    log_json,
    rows_in,
    two_cases,
    walk,
    write,
    xes,
    xes_event,
    xes_trace,
)

EVENT_HEAD = (
    '<global scope="event">'
    '<string key="concept:name" value="nameless"/>'
    '<string key="org:group" value="UNKNOWN"/>'
    '<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>'
    "</global>"
)


def wrapped(*traces, head=""):
    return f"<log>{head}{''.join(traces)}</log>"


def codes(summary):
    return {notice.code: notice.phrase.values.get("count") for notice in summary.notices}


@pytest.fixture
def import_log(tmp_path):
    """Import a text and return what came of it."""

    def run(content, name="log.xes", **how):
        path = write(tmp_path, name, content)
        return readers.read(path, target=tmp_path / "log", **how)

    return run


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_a_log_is_read_with_its_units(import_log, name):
    summary = import_log(xes(two_cases()), name)
    assert events_in(summary.folder) == two_cases()
    assert (summary.cases, summary.events, summary.touchpoints, summary.units) == (2, 5, 3, 2)
    assert (summary.first, summary.last) == (START, START + timedelta(days=1, hours=1))
    assert summary.notices == ()


def test_the_log_describes_itself(import_log):
    summary = import_log(xes(two_cases()), "Byg og miljø.xes.gz")
    told = log_json(summary.folder)
    assert told["name"] == "Byg og miljø"
    assert told["source_file"] == "Byg og miljø.xes.gz"
    assert told["mapping"]["touchpoint"] == ["concept:name"]
    assert told["objects"] == {"case": 2}
    assert len(told["sha256"]) == 64


def test_entities_and_letters_are_read(import_log):
    events = walk("Sag <1> & “æøå”", 'Spørg "borgeren" & hør', "Öppna <ärendet>")
    assert events_in(import_log(xes(events)).folder) == events


def test_attributes_inside_attributes_are_passed_over(import_log):
    nested = (
        '<string key="concept:name" value="call"><string key="concept:name" value="wrong"/>'
        '</string><date key="time:timestamp" value="2026-03-02T08:00:00Z"/>'
        '<list key="org:group"><values><string key="org:group" value="wrong"/></values></list>'
    )
    log = wrapped(xes_trace("1", [f"<event>{nested}</event>"]))
    assert events_in(import_log(log).folder) == [Event("1", "call", START)]


def test_a_global_value_stands_in_but_never_for_a_time_or_a_case(import_log):
    log = wrapped(
        xes_trace("1", [attributes(time__timestamp="2026-03-02T08:00:00Z"), attributes(a="b")]),
        xes_trace(None, [attributes(time__timestamp="2026-03-02T08:00:00Z")]),
        head=EVENT_HEAD + '<global scope="trace"><string key="concept:name" value="x"/></global>',
    )
    summary = import_log(log)
    assert events_in(summary.folder) == [
        Event("1", "nameless", START),
        Event("#2", "nameless", START),
    ]
    assert codes(summary) == {"without-time": 1, "unnamed-cases": 1}


def test_cases_without_events_are_counted_not_kept(import_log):
    log = wrapped(
        xes_trace("1", []), xes_trace("2", [xes_event(two_cases()[0])]), xes_trace("3", [])
    )
    summary = import_log(log)
    assert (summary.cases, summary.empty_cases) == (1, 2)


def test_traces_with_one_name_are_one_case(import_log):
    events = [*walk("1", "a"), *walk("2", "b"), *walk("1", "c")]
    summary = import_log(xes(events))
    assert events_in(summary.folder) == events
    assert (summary.cases, codes(summary)) == (2, {"shared-case-names": 1})


def test_events_outside_traces_are_left_out(import_log):
    log = wrapped(xes_event(two_cases()[0]), xes_trace("1", [xes_event(two_cases()[0])]))
    assert codes(import_log(log)) == {"outside-cases": 1}


def test_employees_stay_outside(import_log, tmp_path):
    log = wrapped(
        xes_trace(
            "1",
            [
                attributes(
                    concept__name="call",
                    time__timestamp="2026-03-02T08:00:00Z",
                    org__resource="Anna Andersen",
                )
            ],
        )
    )
    summary = import_log(log)
    assert not any("Anna" in file.read_text("latin-1") for file in files(summary.folder))
    assert readers.guess(tmp_path / "log.xes").persons == ("org:resource",)


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_employees_are_taken_only_when_they_are_said_not_to_be_persons(import_log):
    log = wrapped(
        xes_trace(
            "1",
            [
                attributes(
                    concept__name="scan",
                    time__timestamp="2026-03-02T08:00:00Z",
                    org__resource="Scanner 4",
                )
            ],
        )
    )
    mapping = readers.Mapping(
        case="case:concept:name",
        touchpoint=("concept:name",),
        started_at="time:timestamp",
        unit="org:resource",
    )
    with pytest.raises(PersonColumn, match="org:resource"):
        import_log(log, mapping=mapping)
    options = readers.Options(are_persons_allowed=True)
    assert import_log(log, mapping=mapping, options=options).units == 1


def test_a_classifier_names_what_happened_where_the_standard_name_is_missing(import_log):
    event = attributes(Step="call", Result="busy", time__timestamp="2026-03-02T08:00:00Z")
    head = '<classifier name="How" keys="Step \'Result\'"/>'
    summary = import_log(wrapped(xes_trace("1", [event]), head=head))
    assert events_in(summary.folder) == [Event("1", "call · busy", START)]


def test_a_traces_attributes_are_kept_where_they_are_asked_for(import_log):
    trace = xes_trace("1", map(xes_event, walk("1", "a", "b")), '<string key="permit" value="K2"/>')
    mapping = readers.Mapping(
        case="case:concept:name",
        touchpoint=("concept:name",),
        started_at="time:timestamp",
        case_attributes=("case:permit",),
    )
    summary = import_log(wrapped(trace), mapping=mapping)
    assert rows_in(summary.folder, "object_attributes") == [
        {"object_key": "1", "object_type": "case", "name": "case:permit", "value": "K2"}
    ]


def test_a_column_in_which_nothing_was_found_is_told(import_log):
    mapping = readers.Mapping(
        case="case:concept:name",
        touchpoint=("concept:name",),
        started_at="time:timestamp",
        unit="org:group",
        channel="kanal",
    )
    [notice] = import_log(xes(two_cases()), mapping=mapping).notices
    assert (notice.code, str(notice)) == (
        "never-filled",
        "Nothing was found in kanal; check the choice of columns.",
    )


def test_large_events_are_written_before_they_fill_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("kontaktpunkt.journeys.readers.xes._BATCH_BYTES", 300_000)
    source = Source(write(tmp_path, "log.xes", xes(walk("1", *["x" * 10_000] * 100))))
    batches = list(XesTable(source).rows(COLUMNS))
    assert len(batches) > 1
    assert sum(map(len, batches)) == 100


def test_a_guess_does_not_keep_endless_attributes(tmp_path):
    event = "".join(f'<string key="key {number}" value="v"/>' for number in range(5_000))
    found = readers.guess(
        write(tmp_path, "log.xes", wrapped(xes_trace("1", [f"<event>{event}</event>"])))
    )
    assert len(found.columns) <= 2_001


def test_a_name_after_the_events_is_found(import_log):
    late = f'<trace>{xes_event(two_cases()[0])}<string key="concept:name" value="A1"/></trace>'
    assert events_in(import_log(wrapped(late)).folder) == two_cases()[:1]


def test_a_name_that_comes_too_late_is_refused_by_its_trace(tmp_path):
    late = (
        f'<trace>{xes_event(two_cases()[0]) * 9_000}<string key="concept:name" value="A"/></trace>'
    )
    table = XesTable(Source(write(tmp_path, "log.xes", wrapped(late))))
    with pytest.raises(NameAfterEvents, match="Trace 1"):
        list(table.rows(("case:concept:name", "concept:name"), batch=10))


def lifecycle(*steps):
    """Events of one case: touchpoint, transition, hour, instance."""
    return [
        attributes(
            concept__name=touchpoint,
            lifecycle__transition=transition,
            time__timestamp=(START + timedelta(hours=hour)).isoformat(),
            **({"concept__instance": instance} if instance else {}),
        )
        for touchpoint, transition, hour, instance in steps
    ]


def spans(summary):
    """Touchpoint, kind, first hour and last hour of each event."""
    rows = rows_in(summary.folder, "events")
    hour = timedelta(hours=1)
    return [
        (
            row["touchpoint"],
            row["kind"],
            (row["started_at"] - START) / hour,
            row["ended_at"] and (row["ended_at"] - START) / hour,
        )
        for row in rows
    ]


PAIRED = (
    ("call", "schedule", 0, None),
    ("call", "START", 1, None),
    ("letter", "complete", 2, None),
    ("call", "start", 3, None),
    ("call", "COMPLETE", 4, None),
    ("call", "complete", 5, None),
    ("call", "complete", 6, None),
    ("visit", "start", 7, None),
)


def test_each_complete_ends_the_start_that_was_opened_first(import_log):
    summary = import_log(wrapped(xes_trace("1", lifecycle(*PAIRED))))
    assert spans(summary) == [
        ("call", "schedule", 0, None),
        ("call", None, 1, 4),
        ("letter", "complete", 2, None),
        ("call", None, 3, 5),
        ("call", "complete", 6, None),
        ("visit", "start", 7, None),
    ]
    assert codes(summary) == {"paired": 2}


def test_instances_tell_parallel_runs_apart(import_log):
    steps = [
        ("call", "start", 0, "i"),
        ("call", "start", 1, "j"),
        ("call", "complete", 2, "j"),
        ("call", "complete", 5, "i"),
    ]
    summary = import_log(wrapped(xes_trace("1", lifecycle(*steps))))
    assert spans(summary) == [("call", None, 0, 5), ("call", None, 1, 2)]


def test_cases_are_paired_apart(import_log):
    summary = import_log(
        wrapped(
            xes_trace("1", lifecycle(("call", "start", 0, None))),
            xes_trace("2", lifecycle(("call", "complete", 1, None))),
        )
    )
    assert spans(summary) == [("call", "start", 0, None), ("call", "complete", 1, None)]


def test_every_row_stays_an_event_on_demand(import_log):
    log = wrapped(xes_trace("1", lifecycle(*PAIRED)))
    kept = import_log(log, options=readers.Options(lifecycle="keep"))
    assert kept.events == len(PAIRED)


def test_only_completions_are_kept_on_demand(import_log):
    log = wrapped(xes_trace("1", lifecycle(*PAIRED)))
    summary = import_log(log, options=readers.Options(lifecycle="complete"))
    assert {kind.lower() for _, kind, *_ in spans(summary)} == {"complete"}
    assert codes(summary) == {"not-completing": 4}


TRANSITIONS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(["start", "complete"]), st.integers(0, 4), st.none()
    ),
    min_size=1,
    max_size=12,
)


def paired_by_hand(steps):
    """The rule once more, one event at a time."""
    ordered = sorted(
        enumerate(steps), key=lambda each: (each[1][2], each[1][1] == "complete", each[0])
    )
    opened, found = {"a": [], "b": []}, {}
    for number, (touchpoint, transition, hour, _) in ordered:
        if transition == "complete" and opened[touchpoint]:
            first = opened[touchpoint].pop(0)
            found[first] = (touchpoint, None, steps[first][2], hour)
        else:
            found[number] = (touchpoint, transition, hour, None)
            if transition == "start":
                opened[touchpoint].append(number)
    return [found[number] for number in sorted(found)]


@settings(max_examples=12, deadline=None)
@given(TRANSITIONS)
def test_pairing_follows_the_rule(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("pairs")
    path = write(folder, "log.xes", wrapped(xes_trace("1", lifecycle(*steps))))
    assert spans(readers.read(path, target=folder / "log")) == paired_by_hand(steps)


COLUMNS = ("case:concept:name", "case:extra", "concept:name", "time:timestamp", "org:group")
VALUES = st.sampled_from(
    ["", "a", "call", "a name of thirty letters or so", "æøå & <ö>", 'say "x"', "x" * 13]
)
KEYS = st.sampled_from(["concept:name", "org:group", "time:timestamp", "other", "org:group2"])
SIGNS = {"&": "&amp;", "<": "&lt;", '"': "&quot;"}


def leaf(pair, tag="string"):
    key, value = pair
    return f'<{tag} key="{key}" value="{"".join(SIGNS.get(sign, sign) for sign in value)}"/>'


LEAVES = st.lists(st.tuples(KEYS, VALUES).map(leaf), max_size=4)
ODDITIES = st.sampled_from(
    [
        *[""] * 50,
        '<string key="concept:name" value="tab\there"/>',
        "<!-- <event> -->",
        "<event/>",
        "<string value='v' key='concept:name'/>",
        '<string key="org:group" value="&#98;&#x62;"/>',
        '<string key="org:group" value="b" />',
        '<string key="a" value="b"></string>',
        '<string key="a" value="b"><int key="c" value="1"/></string>',
        '<string key="org:group" value="a>b"/>',
        '<list key="org:group"/>',
        "text",
        '"',
    ]
)
EVENTS = st.tuples(LEAVES, ODDITIES).map(lambda e: f"<event>\n{' '.join(e[0])}{e[1]}</event>\n")
TRACES = st.tuples(LEAVES, st.lists(EVENTS, max_size=4), ODDITIES).map(
    lambda t: f"<trace>{''.join(t[0]).replace('other', 'extra')}{''.join(t[1])}{t[2]}</trace>\n"
)
LOGS = st.tuples(ODDITIES, st.lists(TRACES, max_size=4), ODDITIES).map(
    lambda t: f"<log>{EVENT_HEAD}{t[0]}{''.join(t[1])}{t[2]}</log>\n"
)


def content(table, batches):
    """Every row with its line, and the counts."""
    rows = []
    for some in batches:
        columns = {name: values.to_pylist() for name, values in some.columns.items()}
        places = [str(some.place(number)) for number in range(len(some))]
        rows += list(zip(*(columns[name] for name in COLUMNS), places, strict=True))
    return rows, table.counts


@settings(max_examples=120, deadline=None)
@given(log=LOGS, block=st.integers(200, 1500))
def test_the_fast_way_gives_what_the_parser_gives(tmp_path_factory, log, block):
    source = Source(write(tmp_path_factory.mktemp("both"), "log.xes", log))
    fast, slow = XesTable(source), XesTable(source)
    try:
        quick = content(fast, PlainXes(fast, COLUMNS, block_bytes=block).rows())
    except (NotPlain, LogRefused):
        return
    assert quick == content(slow, slow.rows(COLUMNS))


def test_the_fast_way_reads_what_exporters_write(tmp_path):
    events = walk("1", *["call"] * 500)
    source = Source(write(tmp_path, "log.xes", xes(events)))
    table = XesTable(source)
    batches = list(PlainXes(table, COLUMNS, block_bytes=4_000).rows())
    assert len(batches) > 10
    assert sum(map(len, batches)) == 500
    assert str(batches[-1].place(len(batches[-1]) - 1)) == "line 2500"


def test_windows_letters_are_read_with_a_warning(import_log):
    text = xes(walk("1", "Spørg", "Högsta")).encode("cp1252")
    summary = import_log(text)
    assert [event.touchpoint for event in events_in(summary.folder)] == ["Spørg", "Högsta"]
    assert list(codes(summary)) == ["not-utf-8"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_the_declared_encoding_is_followed(import_log, encoding):
    text = xes(walk("1", "Spørg")).replace("UTF-8", encoding.removesuffix("-sig"))
    assert events_in(import_log(text.encode(encoding)).folder)[0].touchpoint == "Spørg"


def test_a_namespace_does_not_matter(import_log):
    log = xes(two_cases()).replace("<log>", '<log xmlns="http://www.xes-standard.org/">')
    assert events_in(import_log(log).folder) == two_cases()
    prefixed = xes(two_cases()).replace("</", "</x:").replace("<x:", "</x:")
    prefixed = prefixed.replace("</x:", "</").replace("<", "<x:").replace("<x:/", "</x:")
    prefixed = prefixed.replace("<x:?", "<?").replace("<x:log", '<x:log xmlns:x="urn:x"')
    assert events_in(import_log(prefixed).folder) == two_cases()
