"""Figures as files: whole in themselves, and never more than the page shows."""

from __future__ import annotations

import csv
import io
import re
import zlib
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from kontaktpunkt.core import colour
from kontaktpunkt.journeys.saving import drawing, figures_can_be_saved, styles
from kontaktpunkt.journeys.saving.figures import NoSuchFigure, figure_in

PAGE = """
<title>Flow · Permits · Fjordby</title>
<figure class="figure" id="other"><svg class="picture" viewBox="0 0 1 1"></svg></figure>
<figure class="figure" id="flow">
  <figcaption aria-live="polite">“Æble &amp; Pære” follows <b>most</b> often.</figcaption>
  <div><svg class="picture flow-map" viewBox="0 -10 300 200" width="300" role="img">
    <rect class="node node--4" x="5" y="5" width="80" height="40"/>
    <text class="quiet" x="20" y="30">Æble</text></svg></div>
  <p class="figure__basis">n = 40 journeys.</p>
  <details class="numbers-behind"><table><caption>What follows what</caption>
    <thead><tr><th>From</th><th>To</th></tr></thead>
    <tbody><tr><th>=1+1</th><td>Pære<br><span>2 d</span></td></tr></tbody></table></details>
</figure>
<figure class="figure" id="matrix">
  <figcaption>Byg hands over.</figcaption>
  <table class="heat"><caption>Hand-overs</caption><thead><tr><td></td><th>Byg</th><th>Vej</th></tr></thead>
  <tbody><tr><th>Byg</th><td class="shade shade--0"></td><td class="shade shade--5">12</td></tr></tbody></table>
</figure>
<section class="figure" id="words"><p class="figure__conclusion">Nothing drawn.</p></section>
"""  # noqa: E501 - as short as a page can be

SVG = "{http://www.w3.org/2000/svg}"


@figures_can_be_saved
def page(request):
    return HttpResponse(PAGE)


def saved(form: str, figure: str = "flow") -> HttpResponse:
    request = RequestFactory().get("/", {"save": form, "figure": figure})
    request.at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    return page(request)


def test_a_figure_is_found_with_its_words_picture_and_numbers():
    figure = figure_in(page=PAGE, name="flow")
    assert figure.page == "Flow · Permits · Fjordby"
    assert figure.sentence == "“Æble & Pære” follows most often."
    assert figure.basis == "n = 40 journeys."
    assert figure.svg.startswith('<svg class="picture flow-map"')
    assert figure.numbers.columns == ["From", "To"]
    assert [cell.text for cell in figure.numbers.rows[0]] == ["=1+1", "Pære · 2 d"]


def test_an_unknown_figure_is_not_there():
    with pytest.raises(NoSuchFigure):
        figure_in(page=PAGE, name="flo")
    with pytest.raises(Http404):
        saved("svg", "flo")


@pytest.mark.parametrize("form", ["gif", "svg", "png", "csv"])
def test_what_a_figure_does_not_hold_is_not_there(form):
    with pytest.raises(Http404):
        saved(form, "words")


def test_without_the_question_the_page_is_a_page():
    assert page(RequestFactory().get("/")).content.decode() == PAGE


def test_an_svg_stands_alone():
    answer = saved("svg")
    root = ET.fromstring(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="flow-permits-fjordby-flow.svg"'
    assert root.find(f"{SVG}title").text == "“Æble & Pære” follows most often."
    assert "n = 40 journeys." in root.find(f"{SVG}desc").text
    words = [each.text for each in root.iter(f"{SVG}text")]
    assert words == ["“Æble & Pære” follows most often.", "Æble", "n = 40 journeys."]
    style = root.find(f"{SVG}style").text
    assert ".flow-map .node--4" in style
    assert not re.search(r"var\(|color-mix|rem\b|@", style)


def test_a_shaded_table_becomes_a_picture():
    root = ET.fromstring(saved("svg", "matrix").content)
    cells = list(root.iter(f"{SVG}rect"))[1:]
    assert len(cells) == 2
    assert cells[0].get("fill") != cells[1].get("fill")
    assert "12" in [each.text for each in root.iter(f"{SVG}text")]


def test_a_png_has_two_pixels_for_each_unit():
    content = saved("png").content
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width = int(ET.fromstring(saved("svg").content).get("width"))
    assert int.from_bytes(content[16:20], "big") == pytest.approx(width * 2, abs=2)


@pytest.mark.parametrize("figure", ["flow", "matrix", "words"])
def test_a_pdf_is_tagged_and_says_what_it_is(figure):
    content = saved("pdf", figure).content
    assert content.startswith(b"%PDF-1.")
    assert b"/StructTreeRoot" in content or b"StructTreeRoot" in _inflated(content)
    assert b"pdfuaid" in content or b"pdfuaid" in _inflated(content)


def _inflated(content: bytes) -> bytes:
    found = b""
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found += zlib.decompress(packed.strip(b"\r\n"))
        except zlib.error:
            found += packed
    return found


def test_a_csv_holds_the_numbers_and_no_formula():
    text = saved("csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["From", "To"],
        ["'=1+1", "Pære · 2 d"],
    ]


def test_only_rules_that_reach_the_picture_are_taken_along():
    colours = styles.Colours(colour.DEFAULT)
    rules = colours.for_picture({"picture", "bar"})
    assert ".picture .bar" in rules
    assert "flow-map" not in rules
    assert ".figure" not in rules


def test_a_municipality_s_own_colour_is_in_the_file():
    brand = colour.Brand("#123456", colour.DEFAULT.accent, colour.DEFAULT.surface)
    figure = figure_in(page=PAGE, name="flow")
    colours = styles.Colours(brand)
    picture = drawing.picture_of(figure=figure, colours=colours)
    assert "stroke: #123456" in drawing.bare(picture=picture, colours=colours)
