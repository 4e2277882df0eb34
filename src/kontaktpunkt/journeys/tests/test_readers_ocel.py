"""Object-centric logs in JSON, XML and SQLite: one log, three forms."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import pytest

from kontaktpunkt.journeys import readers
from kontaktpunkt.journeys.readers import Format, Limits, Mapping, Options, refusals
from kontaktpunkt.journeys.readers.ocel import MAPPING
from kontaktpunkt.journeys.tests.readers_samples import rows_in, write

# id, type, time, attributes, relations
EVENTS = [
    ("e1", "asked", "2026-03-02T08:00:00Z", {"unit": "Centre"}, [("c1", "about"), ("p1", "by")]),
    ("e2", "answered", "2026-03-03T08:00:00Z", {"unit": "Roads"}, [("c1", None), ("a1", "by")]),
    ("e3", "asked", "2026-03-02T09:00:00Z", {}, [("c2", "about"), ("p1", "by")]),
]
# id, type, attributes
OBJECTS = [
    ("c1", "case", {"road": "Elm"}),
    ("c2", "case", {}),
    ("p1", "citizen", {}),
    ("a1", "employee", {"road": "Ash"}),
]


def as_json(events=EVENTS, objects=OBJECTS):
    log = {
        "objectTypes": [{"name": "case", "attributes": []}],
        "eventTypes": [],
        "events": [
            {
                "id": identifier,
                "type": kind,
                "time": at,
                "attributes": [{"name": n, "value": v} for n, v in attributes.items()],
                "relationships": [
                    {"objectId": key} | ({"qualifier": how} if how else {})
                    for key, how in relations
                ],
            }
            for identifier, kind, at, attributes, relations in events
        ],
        "objects": [
            {
                "id": key,
                "type": kind,
                "attributes": [
                    {"name": n, "time": "1970-01-01T00:00:00Z", "value": v}
                    for n, v in attributes.items()
                ],
            }
            for key, kind, attributes in objects
        ],
    }
    return json.dumps(log, indent=1).encode()


def as_xml(events=EVENTS, objects=OBJECTS):
    def given(attributes):
        rows = (f"<attribute name={quoteattr(n)}>{v}</attribute>" for n, v in attributes.items())
        return f"<attributes>{''.join(rows)}</attributes>"

    def related(relations):
        rows = (
            f"<relationship object-id={quoteattr(key)} qualifier={quoteattr(how or '')}/>"
            for key, how in relations
        )
        return f"<objects>{''.join(rows)}</objects>"

    told = "\n".join(
        f"<event id={quoteattr(i)} type={quoteattr(k)} time={quoteattr(at)}>"
        f"{given(attributes)}{related(relations)}</event>"
        for i, k, at, attributes, relations in events
    )
    things = "\n".join(
        f"<object id={quoteattr(key)} type={quoteattr(kind)}>{given(attributes)}</object>"
        for key, kind, attributes in objects
    )
    head = "<object-types><object-type name='case'/></object-types>"
    log = f"<log>{head}<objects>\n{things}</objects><events>\n{told}</events></log>"
    return log.encode()


def as_sqlite(events=EVENTS, objects=OBJECTS):
    """Tables as the standard has them; types in the order of their names."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            """
            create table event(ocel_id text primary key, ocel_type text);
            create table object(ocel_id text primary key, ocel_type text);
            create table event_object(ocel_event_id text, ocel_object_id text, ocel_qualifier text);
            create table event_map_type(ocel_type text, ocel_type_map text);
            create table object_map_type(ocel_type text, ocel_type_map text);
            """
        )
        fill_events(database, events)
        fill_objects(database, objects)
        database.commit()
        return bytes(database.serialize())


def fill_events(database, events):
    for kind in dict.fromkeys(kind for _, kind, *_ in events):
        table = "event_" + kind.title()
        database.execute("insert into event_map_type values (?, ?)", (kind, kind.title()))
        database.execute(f"create table {table}(ocel_id text, ocel_time timestamp, unit text)")
    for identifier, kind, at, attributes, relations in events:
        database.execute("insert into event values (?, ?)", (identifier, kind))
        moment = at.replace("T", " ").removesuffix("Z")
        database.execute(
            f"insert into event_{kind.title()} values (?, ?, ?)",
            (identifier, moment, attributes.get("unit")),
        )
        for key, how in relations:
            database.execute("insert into event_object values (?, ?, ?)", (identifier, key, how))


def fill_objects(database, objects):
    for kind in dict.fromkeys(kind for _, kind, _ in objects):
        table = "object_" + kind.title()
        database.execute("insert into object_map_type values (?, ?)", (kind, kind.title()))
        database.execute(
            f"create table {table}(ocel_id, road, ocel_time timestamp, ocel_changed_field)"
        )
    for key, kind, attributes in objects:
        database.execute("insert into object values (?, ?)", (key, kind))
        database.execute(
            f"insert into object_{kind.title()} values (?, ?, '1970-01-01', null)",
            (key, attributes.get("road")),
        )


FORMS = {"json": as_json, "xml": as_xml, "sqlite": as_sqlite}


@pytest.fixture(params=sorted(FORMS))
def form(request):
    """Each form of the log in turn."""
    return FORMS[request.param]


@pytest.fixture
def import_log(tmp_path):
    """Import bytes and return what came of it."""

    def run(content, **how):
        path = write(tmp_path, "log.ocel", content)
        return readers.read(path, target=tmp_path / "log", **how)

    return run


def told(summary):
    """Every event with its objects, by time: the forms order events differently."""
    related = {}
    for row in rows_in(summary.folder, "event_objects"):
        found = (row["object_key"], row["object_type"], row["qualifier"])
        related.setdefault(row["event_id"], set()).add(found)
    events = rows_in(summary.folder, "events")
    return sorted(
        (row["started_at"], row["touchpoint"], row["unit"], related.get(row["event_id"], set()))
        for row in events
    )


ASKED, AGAIN, ANSWERED = (datetime(2026, 3, d, h, tzinfo=UTC) for d, h in ((2, 8), (2, 9), (3, 8)))


def test_events_relate_to_many_objects(import_log, form):
    mapping = Mapping(**{**vars(MAPPING), "unit": "unit"})
    summary = import_log(form(), mapping=mapping)
    assert told(summary) == [
        (ASKED, "asked", "Centre", {("c1", "case", "about"), ("p1", "citizen", "by")}),
        (AGAIN, "asked", None, {("c2", "case", "about"), ("p1", "citizen", "by")}),
        (ANSWERED, "answered", "Roads", {("c1", "case", None)}),
    ]
    assert summary.objects == {"case": 2, "citizen": 1}
    assert (summary.lead_object_type, summary.cases) == ("case", 2)


def test_the_form_is_recognised(tmp_path, form):
    expected = {as_json: Format.OCEL_JSON, as_xml: Format.OCEL_XML, as_sqlite: Format.OCEL_SQLITE}
    path = write(tmp_path, "log", form())
    assert readers.sniff(path) is expected[form]
    assert readers.guess(path).is_sure


@pytest.mark.parametrize("name", ["log.json.gz", "log.xml.gz"])
def test_packed_logs_are_read(tmp_path, name):
    path = write(tmp_path, name, as_json() if "json" in name else as_xml())
    assert readers.read(path, target=tmp_path / "log").events == 3


def test_employees_are_left_out_unless_they_are_no_persons(import_log, form):
    summary = import_log(form())
    [notice] = [each for each in summary.notices if each.code == "employees-left-out"]
    assert notice.phrase.values == {"types": "employee", "count": 1}
    options = Options(are_persons_allowed=True)
    assert import_log(form(), options=options).objects["employee"] == 1


def test_attributes_of_objects_are_kept_where_they_are_asked_for(import_log, form):
    mapping = Mapping(**{**vars(MAPPING), "case_attributes": ("road",)})
    summary = import_log(form(), mapping=mapping)
    assert rows_in(summary.folder, "object_attributes") == [
        {"object_key": "c1", "object_type": "case", "name": "road", "value": "Elm"}
    ]


def test_an_object_that_is_not_described_is_refused_by_its_event(import_log, form):
    with pytest.raises(refusals.DanglingObject, match=r"Event “e[12]” refers to the object “c1”"):
        import_log(form(objects=OBJECTS[1:]))
    with pytest.raises(refusals.DanglingUnnamed, match=r"Event “e[12]” refers to an object that"):
        import_log(form(objects=OBJECTS[1:]), options=Options(pseudonym_key=b"key"))
    summary = import_log(form(objects=OBJECTS[1:]), options=Options(dangling="drop"))
    assert (summary.events, summary.objects) == (3, {"case": 1, "citizen": 1})
    [notice] = [each for each in summary.notices if each.code == "dangling-relations"]
    assert notice.phrase.values == {"count": 2}


def test_a_relation_of_an_event_that_is_not_described_is_refused(import_log):
    content = changed(as_sqlite(), "insert into event_object values ('e9', 'c1', '')")
    with pytest.raises(refusals.DanglingEvent, match="“e9”"):
        import_log(content)
    assert import_log(content, options=Options(dangling="drop")).events == 3


def changed(content, script):
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        database.executescript(script)
        database.commit()
        return bytes(database.serialize())


@pytest.mark.parametrize("form", [as_json, as_xml])
def test_events_told_twice_are_kept_once_with_the_relations_of_both(import_log, form):
    again = (*EVENTS[0][:4], [("c2", "about")])
    summary = import_log(form(events=[*EVENTS, again]))
    assert summary.events == 3
    assert told(summary)[0][3] == {
        ("c1", "case", "about"),
        ("c2", "case", "about"),
        ("p1", "citizen", "by"),
    }
    other = (EVENTS[0][0], "answered", *EVENTS[0][2:])
    with pytest.raises(refusals.DuplicateEvent, match="“e1”"):
        import_log(form(events=[*EVENTS, other]))


@pytest.mark.parametrize("form", [as_json, as_xml])
def test_an_object_of_two_types_is_refused(import_log, form):
    assert import_log(form(objects=[*OBJECTS, OBJECTS[0]])).events == 3
    with pytest.raises(refusals.DuplicateObject, match="“c1” is given two types"):
        import_log(form(objects=[*OBJECTS, ("c1", "citizen", {})]))


def test_events_without_a_time_are_left_out_with_their_relations(import_log, form):
    nowhen = ("e4", "asked", "", {}, [("nobody", "by")])
    summary = import_log(form(events=[*EVENTS, nowhen]))
    assert summary.events == 3
    assert "without-time" in [notice.code for notice in summary.notices]


def test_a_bad_time_is_refused_by_its_event(import_log, form):
    bad = ("e4", "asked", "2026-02-30T08:00:00Z", {}, [])
    with pytest.raises(refusals.BadTime, match="at event “e4”"):
        import_log(form(events=[*EVENTS, bad]))


@pytest.mark.parametrize("form", [as_json, as_xml])
def test_an_event_without_an_id_is_refused_by_its_line(import_log, form):
    with pytest.raises(refusals.WithoutId, match=r"line \d+ has no id"):
        import_log(form(events=[("", *EVENTS[0][1:])]))


def test_civil_registration_numbers_are_never_kept(import_log, form):
    objects = [("010190-1234", "citizen", {}), *OBJECTS]
    events = [*EVENTS, ("e4", "asked", "2026-03-05T08:00:00Z", {}, [("010190-1234", "by")])]
    summary = import_log(form(events=events, objects=objects))
    keys = {row["object_key"] for row in rows_in(summary.folder, "event_objects")}
    assert {"c1", "c2", "p1"} < keys
    assert len(keys) == 4
    assert "010190-1234" not in keys


def test_half_signs_are_replaced(import_log):
    event = ("e4", "asked", "2026-03-05T08:00:00Z", {}, [("c1", "by \ud800")])
    assert import_log(as_json(events=[event])).events == 1


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        (b'{"events": []}', refusals.MissingPart, "“objects”"),
        (b'{"ocel:events": {}}', refusals.NotALog, "OCEL 1.0"),
        (b'{"events": [1], "objects": []}', refusals.BrokenJson, "line 1"),
        (as_json()[:-90], refusals.Truncated, r"line \d+;"),
        (as_json().replace(b'"type"', b"'type'", 1), refusals.BrokenJson, "line 12, column 4"),
        (as_json() + b"{}", refusals.BrokenJson, r"line \d+"),
        (b'{"a": ' + b"[" * 100_000, refusals.TooDeep, "line 1"),
        (b'{"a": {"b": ' + b"9" * 5_000 + b"}}", refusals.BrokenJson, "line 1"),
        (b'{"events": [], "objects": []}', refusals.HoldsNoEvents, "holds no events"),
        (b"<log><events/></log>", refusals.MissingPart, "“objects”"),
        (as_xml()[:-50], refusals.Truncated, "line 8"),
        (as_xml().replace(b"</event>", b"", 1), refusals.BrokenXml, "line"),
        (b"<!DOCTYPE log []>" + as_xml(), refusals.DeclarationRefused, "Line 1"),
        (as_sqlite()[:5_000], refusals.BrokenDatabase, "could not be read"),
        (changed(as_sqlite(), "drop table event_object"), refusals.MissingPart, "event_object"),
        (
            changed(as_sqlite(), "update event set ocel_type = 'else' where ocel_id = 'e2'"),
            refusals.UnlistedType,
            "“e2” has the type “else”",
        ),
        (as_json(events=[(*EVENTS[0][:3], {}, [])]), refusals.NoObjects, "relations"),
        (changed(as_sqlite(), "drop table event_Asked"), refusals.MissingPart, "event_Asked"),
        (
            changed(as_sqlite(), "drop table event; create view event as select 1 as ocel_id"),
            refusals.MissingPart,
            "“event”",
        ),
    ],
)
def test_broken_logs_are_refused(import_log, tmp_path, content, refusal, words):
    with pytest.raises(refusal, match=words):
        import_log(content)
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("form", [as_json, as_xml, as_sqlite])
def test_a_huge_field_is_refused(import_log, form):
    huge = ("e4", "asked", "2026-03-05T08:00:00Z", {"unit": "x" * 1_500_000}, [])
    options = Options(limits=Limits(element_bytes=300_000))
    mapping = Mapping(**{**vars(MAPPING), "unit": "unit"})
    with pytest.raises(refusals.FieldTooLarge, match="larger than 300 kB"):
        import_log(form(events=[huge]), options=options, mapping=mapping)


def test_a_long_text_is_refused_by_its_event(import_log, form):
    long = ("e4", "asked", "2026-03-05T08:00:00Z", {}, [("x" * 2_000, "by")])
    with pytest.raises(refusals.TextTooLong, match="at event “e4” has more than 1000"):
        import_log(form(events=[long]))


def test_sqlite_is_opened_without_writing_beside_it(import_log, tmp_path):
    import_log(as_sqlite())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.ocel"]


def test_json_is_read_in_any_pieces(import_log, monkeypatch):
    whole = told(import_log(as_json()))
    for size in (1, 7, 64):
        monkeypatch.setattr("kontaktpunkt.journeys.readers.sources.CHUNK_BYTES", size)
        assert told(import_log(as_json())) == whole
