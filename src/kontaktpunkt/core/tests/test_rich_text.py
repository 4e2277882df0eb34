"""Markdown made safe."""

import pytest

from kontaktpunkt.core.rich_text import rich_text


def test_lists_links_and_emphasis_are_kept() -> None:
    html = rich_text("# Pas\n\n- **Bestil tid**\n- [Her](https://example.org)\n")
    assert "<h3>Pas</h3>" in html
    assert "<li><strong>Bestil tid</strong></li>" in html
    assert 'href="https://example.org"' in html


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<p style='color:red' onclick='x()'>hej</p>",
        "[klik](javascript:alert(1))",
        "![spor](https://example.org/pixel.png)",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(evil: str) -> None:
    html = rich_text(evil)
    for forbidden in ("<script", "<p style", "<img", "<iframe", 'href="javascript'):
        assert forbidden not in html


def test_headings_stay_below_those_of_the_page() -> None:
    assert rich_text("###### Lille") == "<h5>Lille</h5>\n"
