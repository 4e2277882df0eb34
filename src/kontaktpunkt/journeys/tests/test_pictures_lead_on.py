"""What the flow map and the matrix draw leads to its journeys; saved files lead nowhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from kontaktpunkt.directory.models import Role
from kontaktpunkt.journeys.tests.test_single_journeys import as_role, designer, log, read

__all__ = ["designer", "log"]

pytestmark = pytest.mark.usefixtures("warehouse")

TOLD = "%s journeys stand behind this."


def figure_of(page: str, name: str) -> str:
    return page[page.index(f'id="{name}"') :].split("</figure>", maxsplit=1)[0]


def test_a_line_and_its_label_lead_to_the_journeys_that_took_it(designer):
    drawn = figure_of(read(designer, "permits/flow/"), "flow")
    lines = dict(
        re.findall(r'<a href="(\S+)" tabindex="-1" aria-label="([^"]*)"><g><title>', drawn)
    )
    [letter] = [address for address, said in lines.items() if said.startswith("call → letter: 48")]
    assert TOLD % 48 in read(designer, letter)
    # Beside the line itself a label would be read a second time.
    labels = re.findall(r'<a href="(\S+)" tabindex="-1" aria-hidden="true"><text', drawn)
    assert labels
    assert set(labels) <= set(lines)


def test_a_cell_of_the_matrix_leads_to_the_journeys_that_were_handed_over(designer):
    drawn = figure_of(read(designer, "permits/units/"), "hand-overs")
    [(address, times)] = re.findall(
        r'<td class="shade[^>]*><a href="(\S+)" tabindex="-1"[^>]*>(\d+)<', drawn
    )
    rows = drawn[drawn.index("numbers-behind") :]
    # What stands in the cell can be reached by keyboard from the table behind.
    assert f'<a href="{address}"' in rows
    assert TOLD % times in read(designer, address)


def test_who_may_not_see_single_journeys_is_led_to_none(cast, log):
    administrator = as_role(cast, Role.ADMINISTRATOR)
    for question in ("flow", "units"):
        page = read(administrator, f"permits/{question}/")
        assert 'tabindex="-1"' not in page.split('id="answer"')[1].split("</figure>")[0]


@pytest.mark.parametrize(("question", "figure"), [("flow", "flow"), ("units", "hand-overs")])
def test_saved_files_are_whole_and_lead_nowhere(designer, question, figure):
    found = {
        form: designer.get(f"/fjordby/journeys/permits/{question}/?save={form}&figure={figure}")
        for form in ("svg", "png", "pdf")
    }
    assert {form: answer.status_code for form, answer in found.items()} == dict.fromkeys(found, 200)
    drawing = found["svg"].content.decode()
    ET.fromstring(drawing)
    assert "href" not in drawing
    assert "reach" not in drawing
    assert found["png"].content.startswith(b"\x89PNG")
    assert found["pdf"].content.startswith(b"%PDF-1.")
    assert b"/URI" not in found["pdf"].content
