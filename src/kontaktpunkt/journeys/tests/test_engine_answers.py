"""One suite on DuckDB and on Spark: the engine's answers equal an independent calculation."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from kontaktpunkt.journeys.engine import (
    dropout,
    experience,
    families,
    flow,
    paths,
    repeats,
    units,
    waits,
)
from kontaktpunkt.journeys.engine.filters import (
    AboutMatter,
    AtUnit,
    FollowedBy,
    InChannel,
    NeverReached,
    OfVariant,
    PassedThrough,
    ScoredBelow,
    TookLonger,
    WithOutcome,
    count,
    kept,
)
from kontaktpunkt.journeys.engine.lens import BY_PARTY, Lens
from kontaktpunkt.journeys.engine.prepare import prepare
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import select
from kontaktpunkt.journeys.tests import engine_reference as reference
from kontaktpunkt.journeys.tests.engine_reference import CLOSING, NAMES


def named(prepared, code, kind="touchpoint"):
    return None if code is None else prepared.names[kind][code]


def test_edges_count_times_and_journeys(prepared, journeys):
    found = {
        (named(prepared, row["touchpoint"]), named(prepared, row["next_touchpoint"])): (
            row["count"],
            row["journeys"],
        )
        for row in flow.rows(
            flow.edge_counts(variant_steps=select(prepared=prepared).variant_steps)
        )
    }
    assert found == reference.edges(journeys)


def test_median_and_ninetieth_percentile_waits(prepared, journeys):
    found = {
        (named(prepared, row["touchpoint"]), named(prepared, row["next_touchpoint"])): row
        for row in flow.rows(flow.edge_waits(steps=select(prepared=prepared).steps))
    }
    expected = reference.waits(journeys)
    assert set(found) == set(expected)
    for pair, values in expected.items():
        for place, share in enumerate((0.5, 0.9)):
            assert found[pair]["waits"][place] == pytest.approx(reference.quantile(values, share))


def test_starts_are_the_first_touchpoints(prepared, journeys):
    begun = Counter()
    for row in flow.rows(flow.edge_counts(variant_steps=select(prepared=prepared).variant_steps)):
        begun[named(prepared, row["touchpoint"])] += row["begun"] or 0
    assert +begun == reference.starts(journeys)


def test_edges_tell_how_often_a_touchpoint_was_visited(prepared):
    steps = select(prepared=prepared).variant_steps
    visited, met = Counter(), Counter()
    for row in flow.rows(flow.edge_counts(variant_steps=steps)):
        visited[row["touchpoint"]] += row["count"]
        met[row["touchpoint"]] += row["met"] or 0
    told = flow.rows(flow.visits(variant_steps=steps))
    assert visited == {row["touchpoint"]: row["visits"] for row in told}
    assert met == {row["touchpoint"]: row["journeys"] for row in told}


def test_variants_are_whole_paths(prepared, journeys):
    found = flow.rows(paths.path_counts(selection=select(prepared=prepared)))
    names = prepared.names["touchpoint"]
    assert {
        tuple(names[code] for code in row["path"]): row["journeys"] for row in found
    } == reference.variants(journeys)


def test_routes_take_immediate_repeats_together(prepared, journeys):
    found = flow.rows(paths.trail_counts(selection=select(prepared=prepared)))
    names = prepared.names["touchpoint"]
    expected: dict = {}
    for path, number in reference.variants(journeys).items():
        route = tuple(
            each
            for place, each in enumerate(path)
            if place + 1 == len(path) or path[place + 1] != each
        )
        expected[route] = expected.get(route, 0) + number
    assert {
        tuple(names[code] for code in row["path"]): row["journeys"] for row in found
    } == expected


def test_orders_of_first_visits_are_prepared_the_most_frequent_first(prepared, journeys):
    expected: Counter = Counter()
    for path, number in reference.variants(journeys).items():
        expected[tuple(dict.fromkeys(path))] += number
    names = prepared.names["touchpoint"]
    found = flow.rows(prepared.route.order_by("route"))
    assert {
        tuple(names[code] for code in row["path"]): row["journeys"] for row in found
    } == expected
    assert [row["journeys"] for row in found] == sorted(expected.values(), reverse=True)


def test_families_are_gathered_when_the_log_grows(prepared):
    counted = families.measured(
        journeys=prepared.journey,
        variant=prepared.variant,
        found=families.grouped(route=prepared.route),
    )
    written = flow.rows(prepared.family)
    assert [(*row["path"],) for row in written] == [each.path for each in counted]
    for name in ("routes", "journeys", "median_seconds"):
        assert [row[name] for row in written] == [getattr(each, name) for each in counted]


def test_hand_overs_and_those_that_came_straight_back(prepared, journeys):
    found = flow.rows(units.hand_over_counts(steps=select(prepared=prepared).steps))
    pairs = {
        (named(prepared, row["unit"], "unit"), named(prepared, row["next_unit"], "unit")): row
        for row in found
    }
    assert {pair: row["count"] for pair, row in pairs.items()} == reference.hand_overs(journeys)
    back = {pair: row["came_back"] for pair, row in pairs.items() if row["came_back"]}
    assert back == reference.came_back(journeys)


@pytest.mark.parametrize("days", [1, 7])
def test_repeat_contacts_within_days(prepared, told, journeys, days):
    last = max(each.minute for each in told)
    found = repeats.repeat_counts(
        steps=select(prepared=prepared).steps, days=days, log_last=prepared.log_last
    )
    assert {
        named(prepared, row["touchpoint"]): (row["n"], row["again"]) for row in flow.rows(found)
    } == reference.repeats(journeys, days=days, log_last=last)


def test_drop_out_counts_the_silent_and_not_the_open(prepared, told, journeys):
    last = max(each.minute for each in told)
    expected = reference.fates(journeys, days=20, log_last=last, closing=CLOSING)
    found = flow.rows(dropout.drop_out_counts(selection=select(prepared=prepared), days=20))
    dropped = {named(prepared, row["touchpoint"]): row["dropped"] for row in found}
    for name in NAMES:
        assert dropped.get(name, 0) == expected["silent", name]
    standing = {
        row["fate"]: row["n"]
        for row in flow.rows(
            dropout.fates(journeys=prepared.journey, days=20, log_last=prepared.log_last)
            .group_by("fate")
            .agg(n=lambda each: each.count())
        )
    }
    for fate in ("finished", "silent", "open"):
        total = sum(number for (kind, _), number in expected.items() if kind == fate)
        assert standing.get(fate, 0) == total


def test_scores_are_told_from_0_to_100(prepared, journeys):
    found = experience.scores(selection=select(prepared=prepared))
    expected = reference.scores(journeys)
    assert {named(prepared, code) for code in found} == set(expected)
    for code, each in found.items():
        values = expected[named(prepared, code)]
        assert each.n == len(values)
        assert each.mean == pytest.approx(sum(values) / len(values))


def test_waiting_is_told_apart_from_working(prepared, journeys):
    told = waits.time_use(selection=select(prepared=prepared))
    waited = reference.waited(journeys, closing=CLOSING)
    edges = flow.rows(flow.edge_waits(steps=prepared.step))
    assert sum(edge["total"] or 0 for edge in edges) == pytest.approx(waited)
    worked = sum((each.over - each.minute) * 60 for journey in journeys for each in journey)
    assert told.wait_seconds == pytest.approx(waited)
    assert told.work_seconds == pytest.approx(worked)


def test_duration_runs_from_first_start_to_last_end(prepared, journeys):
    lasts = [(max(each.over for each in journey) - journey[0].minute) * 60 for journey in journeys]
    told = waits.time_use(selection=select(prepared=prepared))
    assert told.median_seconds == pytest.approx(reference.quantile(lasts, 0.5))
    assert told.p90_seconds == pytest.approx(reference.quantile(lasts, 0.9))


def path(journey):
    return tuple(each.touchpoint for each in journey)


FILTERS = [
    (PassedThrough(touchpoint="visit"), lambda j: "visit" in path(j)),
    (NeverReached(touchpoint="visit"), lambda j: "visit" not in path(j)),
    (PassedThrough(touchpoint="no such touchpoint"), lambda j: False),
    (
        FollowedBy(first="call", then="letter"),
        lambda j: "call" in path(j) and "letter" in path(j)[path(j).index("call") + 1 :],
    ),
    (
        FollowedBy(first="call", then="call", directly=True),
        lambda j: ("call", "call") in zip(path(j), path(j)[1:], strict=False),
    ),
    (FollowedBy(first="call", then="call"), lambda j: path(j).count("call") > 1),
    (TookLonger(days=3), lambda j: max(e.over for e in j) - j[0].minute > 3 * 1440),
    (AtUnit(unit="Roads"), lambda j: any(e.unit == "Roads" for e in j)),
    (InChannel(channel="phone"), lambda j: any(e.channel == "phone" for e in j)),
    (WithOutcome(outcome="granted"), lambda j: any(e.outcome for e in j)),
    (ScoredBelow(score=40), lambda j: any(e.score and e.score < 4.6 for e in j)),
    (
        AboutMatter(matter="parking"),
        lambda j: next((e.matter for e in j if e.matter), None) == "parking",
    ),
]


@pytest.mark.parametrize(("which", "keeps"), FILTERS, ids=lambda each: type(each).__name__)
def test_a_filter_keeps_whole_journeys(prepared, journeys, which, keeps):
    found = count(kept(prepared=prepared, filters=[which]))
    assert found == sum(map(keeps, journeys))


def test_filters_combine_by_and(prepared, journeys):
    filters = [PassedThrough(touchpoint="call"), NeverReached(touchpoint="letter")]
    expected = [j for j in journeys if "call" in path(j) and "letter" not in path(j)]
    assert count(kept(prepared=prepared, filters=filters)) == len(expected)


def test_the_variant_filter_takes_the_whole_path(prepared, journeys):
    variant, number = reference.variants(journeys).most_common(1)[0]
    assert count(kept(prepared=prepared, filters=[OfVariant(path=variant)])) == number


def test_a_party_journey_ends_with_silence(connection, told, tmp_path):
    log = reference.write(folder=tmp_path, happenings=told)
    lens = Lens(lead=BY_PARTY.lead, silence=timedelta(days=5))
    folder = prepare(log=log, lens=lens, connection=connection)
    found = Prepared.open(folder=folder, connection=connection)
    expected = reference.by_party(told, silence_minutes=5 * 1440)
    assert found.about["journeys"] == len(expected)
    steps = select(prepared=found).variant_steps
    assert {
        (named(found, row["touchpoint"]), named(found, row["next_touchpoint"])): (
            row["count"],
            row["journeys"],
        )
        for row in flow.rows(flow.edge_counts(variant_steps=steps))
    } == reference.edges(expected)
