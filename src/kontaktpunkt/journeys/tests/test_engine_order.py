"""The rule of order, and what happens to late, doubled, same-instant and skewed events."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis.backends import BaseBackend

from kontaktpunkt.journeys.engine import arrange, flow, paths
from kontaktpunkt.journeys.engine import prepare as preparing
from kontaktpunkt.journeys.engine.folders import TABLES, current_folder
from kontaktpunkt.journeys.engine.lens import Duplicates, Lead, Lens
from kontaktpunkt.journeys.engine.prepare import NothingToSee, prepare
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import Happening
from kontaktpunkt.warehouse import layout
from kontaktpunkt.warehouse.connection import read, value

LENSES = {
    "case": Lens(closing=frozenset({"decision"})),
    "party": Lens(lead=Lead.PARTY, silence=timedelta(days=2), duplicates=Duplicates.FIRST),
    "party in a matter": Lens(lead=Lead.PARTY_IN_SERVICE, silence=timedelta(days=2)),
}


@pytest.fixture
def look(duckdb_connection, tmp_path):
    def look(*happenings: Happening, **lens) -> Prepared:
        log = reference.write(folder=tmp_path, happenings=happenings)
        folder = prepare(log=log, lens=Lens(**lens), connection=duckdb_connection)
        return Prepared.open(folder=folder, connection=duckdb_connection)

    return look


def told(prepared: Prepared) -> dict[tuple[str, ...], int]:
    names = prepared.names["touchpoint"]
    return {
        tuple(names[code] for code in row["path"]): row["journeys"]
        for row in flow.rows(paths.path_counts(selection=Selection(prepared)))
    }


def step(touchpoint: str, minute: float, **more) -> Happening:
    return Happening(case=more.pop("case", "a"), touchpoint=touchpoint, minute=minute, **more)


def test_time_goes_before_the_order_in_the_file(look):
    found = look(step("late", 10), step("early", 5))
    assert told(found) == {("early", "late"): 1}


def test_at_one_instant_the_lower_source_rank_goes_first(look):
    found = look(step("telephone", 5, source_rank=2), step("case system", 5, source_rank=1))
    assert told(found) == {("case system", "telephone"): 1}


def test_at_one_instant_and_rank_the_source_tells_the_order(look):
    found = look(step("second", 5, source_seq=20), step("first", 5, source_seq=10))
    assert told(found) == {("first", "second"): 1}


def test_doubled_events_are_kept_unless_the_lens_says_otherwise(look):
    found = look(step("call", 5), step("call", 5), step("letter", 9))
    assert told(found) == {("call", "call", "letter"): 1}


def test_doubled_events_count_once_where_the_lens_says_so(look):
    found = look(
        step("call", 5, unit="Roads"),
        step("call", 5, unit="Roads"),
        step("call", 5, unit="Permits"),
        step("call", 6, unit="Roads"),
        duplicates=Duplicates.FIRST,
    )
    assert told(found) == {("call", "call", "call"): 1}


def test_an_end_before_the_start_is_not_believed(look):
    found = look(step("call", 60, end=10), step("letter", 70))
    edge = flow.rows(flow.edge_waits(steps=found.step))[0]
    assert edge["total"] == 600
    assert flow.rows(found.journey)[0]["work_seconds"] is None


def test_overlapping_steps_wait_for_nothing(look):
    found = look(step("review", 0, end=100), step("call", 40))
    assert flow.rows(flow.edge_waits(steps=found.step))[0]["total"] == 0


def test_an_event_that_comes_late_is_seen_by_the_next_preparation(duckdb_connection, tmp_path):
    first = [step("call", 0), step("decision", 90)]
    log = reference.write(folder=tmp_path, happenings=first)
    before = prepare(log=log, connection=duckdb_connection)
    reference.write(folder=tmp_path, happenings=[*first, step("letter", 30)])
    after = prepare(log=log, connection=duckdb_connection)
    assert before != after
    assert before.exists(), "a reader may still have it open"
    found = Prepared.open(folder=after, connection=duckdb_connection)
    assert told(found) == {("call", "letter", "decision"): 1}


def test_an_unchanged_log_is_not_prepared_again(duckdb_connection, tmp_path):
    log = reference.write(folder=tmp_path, happenings=[step("call", 0)])
    first = prepare(log=log, connection=duckdb_connection)
    assert prepare(log=log, connection=duckdb_connection) == first


@pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)
def test_a_log_prepared_part_by_part_is_the_same(duckdb_connection, tmp_path, monkeypatch, lens):
    log = reference.write(folder=tmp_path / "log", happenings=reference.a_lived_in_log())
    whole = prepared_in(tmp_path / "whole", log, lens, duckdb_connection)
    monkeypatch.setattr(preparing, "TOGETHER", 40)
    parts = prepared_in(tmp_path / "parts", log, lens, duckdb_connection)
    assert len(list((parts.folder / "step").iterdir())) > 5
    assert parts.about == whole.about
    for name in (*TABLES, "route", "family"):
        assert told_rows(parts, name) == told_rows(whole, name)


@pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)
def test_one_source_numbered_as_the_log_is_ordered_by_fewer_numbers_alike(
    duckdb_connection, tmp_path, monkeypatch, lens
):
    log = reference.write(folder=tmp_path / "log", happenings=one_source())
    assert is_numbered_in_order(log, duckdb_connection)
    short = prepared_in(tmp_path / "short", log, lens, duckdb_connection)
    monkeypatch.setattr(arrange, "SHORT_ORDER", arrange.ORDER)
    whole = prepared_in(tmp_path / "whole", log, lens, duckdb_connection)
    for name in (*TABLES, "route", "family"):
        assert told_rows(short, name) == told_rows(whole, name)


@pytest.mark.parametrize(
    "happenings",
    [
        (step("call", 5, source_rank=1), step("letter", 5, source_rank=0)),
        (step("second", 5, source_seq=1), step("first", 5, source_seq=0)),
    ],
    ids=["two sources", "another order than the log's"],
)
def test_what_is_not_numbered_in_order_is_known(duckdb_connection, tmp_path, happenings):
    log = reference.write(folder=tmp_path, happenings=happenings)
    assert not is_numbered_in_order(log, duckdb_connection)


def one_source() -> list[Happening]:
    """Return a log of one source with many ties, told in the order of its numbers."""
    return [
        replace(each, source_rank=0, source_seq=place + 7, minute=each.minute // 100 * 100)
        for place, each in enumerate(reference.a_lived_in_log())
    ]


def is_numbered_in_order(log: Path, connection: BaseBackend) -> bool:
    events = read(connection=connection, folder=log / layout.EVENTS_FOLDER)
    return value(scalar=arrange.is_numbered_in_order(events=events))


def prepared_in(folder: Path, log: Path, lens: Lens, connection: BaseBackend) -> Prepared:
    shutil.copytree(log, folder)
    return Prepared.open(
        folder=prepare(log=folder, lens=lens, connection=connection), connection=connection
    )


def told_rows(prepared: Prepared, name: str) -> list[str]:
    return sorted(map(str, flow.rows(getattr(prepared, name))))


def test_a_preparation_that_another_process_is_writing_is_let_be(duckdb_connection, tmp_path):
    log = reference.write(folder=tmp_path, happenings=[step("call", 0)])
    first = prepare(log=log, connection=duckdb_connection)
    (first.parent / "half-written" / "step").mkdir(parents=True)
    for minute in (1, 2):
        reference.write(folder=tmp_path, happenings=[step("call", minute)])
        prepare(log=log, connection=duckdb_connection)
    assert (first.parent / "half-written").exists()
    assert not first.exists()


def test_a_failed_preparation_leaves_the_former_one(duckdb_connection, tmp_path):
    log = reference.write(folder=tmp_path, happenings=[step("call", 0)])
    first = prepare(log=log, connection=duckdb_connection)
    (log / "events" / "part-00001.parquet").write_bytes(b"not Parquet at all")
    with pytest.raises(Exception, match=r"(?i)parquet"):
        prepare(log=log, connection=duckdb_connection)
    assert current_folder(home=first.parent) == first
    assert len([each for each in first.parent.iterdir() if each.is_dir()]) == 1


def test_a_lens_that_sees_nothing_says_so(look):
    with pytest.raises(NothingToSee):
        look(step("call", 0), lead=Lead.PARTY)


def test_coverage_is_the_share_of_events_that_the_lens_sees(look):
    found = look(
        step("call", 0, party="p"),
        step("call", 1),
        step("call", 2),
        step("call", 3),
        lead=Lead.PARTY,
    )
    assert found.coverage == 0.25


def test_a_lens_may_leave_touchpoints_out(look):
    found = look(
        step("call", 0),
        step("stamp", 5),
        step("letter", 9),
        touchpoints=frozenset({"call", "letter"}),
    )
    assert told(found) == {("call", "letter"): 1}
    assert found.coverage == pytest.approx(2 / 3)


def test_a_party_within_a_service_has_one_journey_for_each_service(look):
    found = look(
        step("call", 0, party="p", matter="parking"),
        step("call", 5, party="p", matter="building"),
        step("letter", 9, party="p", matter="parking"),
        step("visit", 12, party="p"),
        lead=Lead.PARTY_IN_SERVICE,
    )
    assert told(found) == {("call", "letter"): 1, ("call",): 1}


def test_an_object_with_two_parts_in_one_event_counts_once(duckdb_connection, tmp_path):
    log = reference.write(folder=tmp_path, happenings=[step("call", 0)])
    file = log / "event_objects" / "part-00000.parquet"
    rows = pq.read_table(file).to_pylist()
    rows = [{**rows[0], "qualifier": part} for part in ("applicant", "neighbour")]
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(file)), file)
    folder = prepare(log=log, connection=duckdb_connection)
    assert told(Prepared.open(folder=folder, connection=duckdb_connection)) == {("call",): 1}


happenings = st.lists(
    st.builds(
        Happening,
        case=st.sampled_from(["a", "b", "c"]),
        party=st.sampled_from([None, "p", "q"]),
        touchpoint=st.sampled_from(["call", "letter", "visit"]),
        minute=st.integers(0, 8).map(lambda each: each * 30.0),
        end=st.none() | st.integers(0, 8).map(lambda each: each * 30.0),
        unit=st.sampled_from([None, "Roads", "Permits"]),
        source_rank=st.integers(0, 1),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(happenings=happenings)
def test_any_small_log_gives_the_paths_and_waits_of_the_reference(
    happenings, duckdb_connection, tmp_path_factory
):
    log = reference.write(folder=tmp_path_factory.mktemp("log"), happenings=happenings)
    found = Prepared.open(
        folder=prepare(log=log, connection=duckdb_connection), connection=duckdb_connection
    )
    journeys = reference.by_case(happenings)
    assert told(found) == reference.variants(journeys)
    names = found.names["touchpoint"]
    totals = {
        (names[row["touchpoint"]], names[row["next_touchpoint"]]): row["total"]
        for row in flow.rows(flow.edge_waits(steps=found.step))
    }
    expected = reference.waits(journeys)
    assert totals == {pair: pytest.approx(sum(values)) for pair, values in expected.items()}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(happenings=happenings, silence=st.sampled_from([30, 60, 120]))
def test_any_small_log_is_cut_by_silence_as_in_the_reference(
    happenings, silence, duckdb_connection, tmp_path_factory
):
    journeys = reference.by_party(happenings, silence_minutes=silence)
    log = reference.write(folder=tmp_path_factory.mktemp("log"), happenings=happenings)
    lens = Lens(lead=Lead.PARTY, silence=timedelta(minutes=silence))
    if not journeys:
        with pytest.raises(NothingToSee):
            prepare(log=log, lens=lens, connection=duckdb_connection)
        return
    folder = prepare(log=log, lens=lens, connection=duckdb_connection)
    found = Prepared.open(folder=folder, connection=duckdb_connection)
    assert told(found) == reference.variants(journeys)
