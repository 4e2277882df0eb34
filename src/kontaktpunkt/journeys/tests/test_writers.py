"""What is exported: complete, pseudonymous, finished or not there, and read back as it was."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import astuple
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontaktpunkt import journeys
from kontaktpunkt.journeys import readers, writers
from kontaktpunkt.journeys.api import Log
from kontaktpunkt.journeys.api.invented import write_example
from kontaktpunkt.journeys.engine.flow import edge_counts, rows
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import Happening
from kontaktpunkt.journeys.tests.readers_samples import rows_in
from kontaktpunkt.journeys.writers import ocel_tables
from kontaktpunkt.journeys.writers import steps as writer_steps
from kontaktpunkt.warehouse import layout

BY_CASE = ("log.xes", "log.xes.gz", "log.csv", "log.csv.gz", "log.parquet")
WHOLE = ("log.json", "log.json.gz", "log.jsonocel", "log.xml", "log.sqlite")


@pytest.fixture(scope="module")
def example():
    return journeys.example()


def opened(folder: Path, happenings: list[Happening], **lens) -> Log:
    reference.write(folder=folder, happenings=happenings)
    types = {"case": 1, "citizen": 1} if any(each.party for each in happenings) else {"case": 1}
    facts = {"name": "A <log> & more", "lead_object_type": "case", "objects": types}
    (folder / "log.json").write_text(json.dumps(facts))
    return journeys.open_log(folder, **lens)


def edges(log: Log) -> Counter:
    """Count every pair, small ones too: a test's logs are small."""
    names = log.touchpoints
    return Counter(
        {
            (names[row["touchpoint"]], row["next_touchpoint"] and names[row["next_touchpoint"]]): (
                row["count"]
            )
            for row in rows(edge_counts(variant_steps=log.selection.variant_steps))
        }
    )


def told(log: Log) -> list[tuple]:
    """Return every step as the log tells it, without the journeys' names."""
    wanted = (
        "journey", "seq", "touchpoint", "unit", "channel", "outcome", "started", "inbound", "score",
        "work_seconds",
    )  # fmt: skip
    found = log.steps.select(*wanted).order_by("journey", "seq").to_pyarrow().to_pylist()
    return [tuple(row.values()) for row in found]


def answers(log: Log) -> list[tuple[object, ...]]:
    """Return the experience; its last digits depend on the order in which answers are added up."""
    return [
        (each.touchpoint, each.n, each.asked, *(round(end, 9) for end in astuple(each.interval)))
        for each in log.experience().rows
    ]


@pytest.mark.parametrize("name", [*BY_CASE, *WHOLE])
def test_what_is_exported_reads_back_with_the_same_answers(example, tmp_path, name):
    written = example.export(tmp_path / name)
    back = journeys.read(tmp_path / name)
    assert (written.journeys, written.events) == (240, 960)
    assert (back.cases, back.events, back.touchpoints) == (240, 960, example.touchpoints)
    assert back.flow().rows == example.flow().rows
    assert answers(back) == answers(example)
    assert told(back) == told(example)
    assert not back.notices


TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]), st.sampled_from(" <&'\"")
    ),
    min_size=1,
    max_size=12,
).map(str.strip).filter(bool)  # fmt: skip
HAPPENINGS = st.lists(
    st.builds(
        Happening,
        case=st.sampled_from(["a", "b", "c", "ø <&> 1"]),
        touchpoint=TEXTS,
        minute=st.integers(0, 6).map(lambda each: each * 30.0),
        end=st.none() | st.integers(0, 9).map(lambda each: each * 30.0),
        unit=st.none() | TEXTS,
        channel=st.none() | st.sampled_from(["phone", "letter"]),
        outcome=st.none() | st.sampled_from(["granted", "refused"]),
        score=st.none() | st.integers(1, 10).map(float),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(HAPPENINGS)
def test_any_log_reads_back_in_the_same_order(tmp_path_factory, happenings):
    """Ties at one instant included: the order in the file is the order of the log."""
    folder = tmp_path_factory.mktemp("any")
    log = opened(folder / "log", happenings)
    mapping = readers.Mapping(case="case", touchpoint=("touchpoint",), started_at="started_at")
    for name in ("log.xes", "log.csv.gz", "log.parquet", "log.json", "log.xml", "log.sqlite"):
        log.export(folder / name)
        is_table = name.endswith(("csv.gz", "parquet"))
        readers.read(folder / name, target=folder / "back", mapping=mapping if is_table else None)
        assert sequences(folder / "back") == reference.variants(reference.by_case(happenings))


def sequences(folder: Path) -> Counter:
    """Return how many cases met what in which order."""
    events = {row["event_id"]: row for row in rows_in(folder, layout.EVENTS_FOLDER)}
    cases: dict[str, list] = defaultdict(list)
    for row in rows_in(folder, layout.EVENT_OBJECTS_FOLDER):
        event = events[row["event_id"]]
        place = (event["started_at"], event["source_seq"], event["touchpoint"])
        cases[row["object_key"]].append(place)
    return Counter(tuple(name for _, _, name in sorted(each)) for each in cases.values())


@pytest.mark.parametrize("together", [1, 7])
def test_a_whole_log_is_the_same_however_much_is_put_in_order_at_a_time(
    tmp_path, monkeypatch, together
):
    happenings = [
        Happening(
            case=f"c{number % 9}", touchpoint=f"t{number % 7}", minute=float(number * 37 % 300)
        )
        for number in range(60)
    ]
    log = opened(tmp_path / "log", [*happenings, Happening(case="c1", touchpoint="t0", minute=60)])
    log.export(tmp_path / "at_once.json", keep_keys=True)
    monkeypatch.setattr(ocel_tables, "TOGETHER", together)
    written = log.export(tmp_path / "in_turn.json", keep_keys=True)
    assert written.events == 61
    assert (tmp_path / "in_turn.json").read_bytes() == (tmp_path / "at_once.json").read_bytes()


def test_a_journey_longer_than_a_run_is_written_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(writer_steps, "STEPS", 10)
    happenings = [
        Happening(case=f"c{number % 3}", touchpoint=f"t{number % 7}", minute=number)
        for number in range(100)
    ]
    log = opened(tmp_path / "log", happenings)
    written = log.export(tmp_path / "log.csv")
    assert (written.journeys, written.events) == (3, 100)
    back = journeys.read(tmp_path / "log.csv")
    assert edges(back) == edges(log)


def test_only_the_kept_journeys_are_written(example, tmp_path):
    written = example.where(outcome="refused").export(tmp_path / "log.parquet")
    assert (written.journeys, written.events) == (60, 360)
    back = journeys.read(tmp_path / "log.parquet")
    assert back.outcomes == ("refused",)


def test_conditions_do_not_fit_a_whole_log(example, tmp_path):
    with pytest.raises(writers.CannotExport, match="leave the conditions out"):
        example.where(outcome="refused").export(tmp_path / "log.json")


def test_every_export_draws_new_pseudonyms(example, tmp_path):
    keys = []
    for name in ("one.parquet", "two.parquet"):
        example.export(tmp_path / name)
        keys.append(set(pq.read_table(tmp_path / name)["case"].to_pylist()))
    assert len(keys[0]) == len(keys[1]) == 240
    assert not keys[0] & keys[1]
    assert not any("permit" in key for key in keys[0])


@pytest.mark.parametrize("name", [*BY_CASE, *WHOLE])
def test_no_key_of_the_log_is_in_a_file(tmp_path, name):
    happenings = [
        Happening(case=f"SECRETCASE{n}", touchpoint="call", minute=n, party=f"SECRETPARTY{n}")
        for n in range(9)
    ]
    log = opened(tmp_path / "log", happenings)
    log.export(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    content = gzip.decompress(content) if name.endswith(".gz") else content
    assert b"SECRET" not in content
    if name == "log.parquet":
        assert "SECRET" not in str(pq.read_table(tmp_path / name).to_pydict())


def test_keys_can_be_kept_by_those_whose_file_it_was(example, tmp_path):
    example.export(tmp_path / "log.csv", keep_keys=True)
    assert '"permit-007"' in (tmp_path / "log.csv").read_text()
    example.export(tmp_path / "log.json", keep_keys=True)
    assert '"permit-007"' in (tmp_path / "log.json").read_text()


def test_later_journeys_of_a_party_are_others(tmp_path):
    happenings = [Happening(case="c", touchpoint="call", minute=n, party="p") for n in (0, 1, 900)]
    log = opened(tmp_path / "log", happenings, lens="party", silence_days=0.1)
    log.export(tmp_path / "log.csv", keep_keys=True)
    assert {line.split(",")[0] for line in (tmp_path / "log.csv").read_text().splitlines()[1:]} == {
        '"p"',
        '"p (2)"',
    }


def test_a_matter_keeps_its_code(tmp_path):
    happenings = [
        Happening(case=f"c{n}", touchpoint="call", minute=n, matter="parking") for n in range(3)
    ]
    opened(tmp_path / "log", happenings).export(tmp_path / "log.json")
    told = json.loads((tmp_path / "log.json").read_text())
    assert [each["id"] for each in told["objects"] if each["type"] == "matter"] == ["parking"]
    relations = told["events"][0]["relationships"]
    assert {"objectId": "parking", "qualifier": ""} in relations


def test_an_existing_file_is_not_replaced_unless_asked(example, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("mine")
    with pytest.raises(FileExistsError, match="is there already"):
        example.export(path)
    assert path.read_text() == "mine"
    example.export(path, overwrite=True)
    assert path.read_text() != "mine"


def test_an_export_never_takes_the_place_of_what_it_was_made_from(tmp_path):
    file = tmp_path / "permits.csv"
    write_example(file)
    content = file.read_bytes()
    log = journeys.read(file, folder=tmp_path / "kept")
    (tmp_path / "same.csv").symlink_to(file)
    for path in (file, tmp_path / "same.csv", tmp_path / "kept" / "log.json"):
        with pytest.raises(writers.CannotExport, match="name another"):
            log.through("case").export(path, overwrite=True)
    assert file.read_bytes() == content
    assert journeys.open_log(tmp_path / "kept").cases == 240


def test_a_file_that_appears_meanwhile_is_not_replaced(example, tmp_path):
    path = tmp_path / "log.csv"

    def quicker(_: int) -> None:
        path.write_text("mine")

    with pytest.raises(FileExistsError):
        example.export(path, progress=quicker)
    assert path.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize("name", [*BY_CASE, *WHOLE])
def test_an_export_that_fails_leaves_what_was_there(example, tmp_path, name):
    path = tmp_path / name
    path.write_text("mine")

    def fail(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        example.export(path, overwrite=True, progress=fail)
    assert path.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere/log.csv", "There is no folder"), (".", "is a folder"), ("log.pdf", "its format"),
     ("log.parquet.gz", "its format")],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_named(example, tmp_path, name, words):
    path = tmp_path / name if name != "." else tmp_path / "folder.csv"
    if name == ".":
        path.mkdir()
    with pytest.raises(ValueError, match=words):
        example.export(path)


def test_a_full_disk_is_named(example, tmp_path, monkeypatch):
    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writers.files, "_flush", full)
    with pytest.raises(writers.CannotExport, match="No space left"):
        example.export(tmp_path / "log.csv")
    assert list(tmp_path.iterdir()) == []


def test_signs_that_xml_cannot_hold_are_replaced(tmp_path):
    happenings = [Happening(case="c", touchpoint="a\x00b\x1f", minute=0)]
    log = opened(tmp_path / "log", happenings)
    for name in ("log.xes", "log.xml"):
        log.export(tmp_path / name)
        assert journeys.read(tmp_path / name).touchpoints == ("a\ufffdb\ufffd",)


def test_attributes_of_objects_are_exported_with_them(tmp_path):
    source = tmp_path / "cases.csv"
    source.write_text(
        "case,activity,timestamp,district\n"
        + "".join(f"c{n},call,2026-03-02T10:0{n}:00Z,North\n" for n in range(9))
    )
    guess = readers.guess(source)
    log = journeys.read(source, case_attributes=("district",))
    assert guess.mapping.case_attributes == ()
    log.export(tmp_path / "log.json")
    told = json.loads((tmp_path / "log.json").read_text())
    value = {"name": "district", "time": "1970-01-01T00:00:00Z", "value": "North"}
    assert all(each["attributes"] == [value] for each in told["objects"])
    assert told["objectTypes"][0]["attributes"] == [{"name": "district", "type": "string"}]
    log.export(tmp_path / "log.sqlite")
    database = sqlite3.connect(tmp_path / "log.sqlite")
    assert database.execute("SELECT DISTINCT district FROM object_type1").fetchall() == [("North",)]


def test_types_of_any_name_can_be_written_to_a_database(tmp_path):
    names = ['a"; DROP TABLE event; --', "b'", "c d"]
    happenings = [Happening(case="c", touchpoint=name, minute=n) for n, name in enumerate(names)]
    opened(tmp_path / "log", happenings).export(tmp_path / "log.sqlite")
    assert sorted(journeys.read(tmp_path / "log.sqlite").touchpoints) == sorted(names)
