from gettext import GNUTranslations
from pathlib import Path

import pytest

from kontaktpunkt.core import catalogues

VIEW = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

# Translators: said at the end of a call
END = _("Goodbye")
MANY = ngettext("%(n)d call", "%(n)d calls", 2)
VERB = pgettext_lazy("verb", "Call")
NOT_SPOKEN = "Nobody reads this"
"""
PAGE = """{% extends "base.html" %}{% load i18n %}
  {% block main %}
      <p>{% translate "Hello" %} "it's" {{ name }}</p>
    <p title="{{ _("Tip") }}">
    {% blocktranslate count n=calls %}One call{% plural %}{{ n }} calls{% endblocktranslate %}</p>
  {% translate "done" context "a step" %} 100 % {% comment %}no{% endcomment %}
  {% blocktranslate trimmed with day=d %}
      On {{ day }}
      we answer
  {% endblocktranslate %}
  {% endblock %}
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    app = tmp_path / "calls"
    for name, text in {
        "views.py": VIEW,
        "templates/calls/page.html": PAGE,
        "tests/test_views.py": 'from x import _\n_("Only in a test")\n',
        "templates/calls/page.css": '{% translate "Not a page" %}',
    }.items():
        path = app / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return app


def _said(catalogue: catalogues.Catalog) -> set[object]:
    return {(m.context, m.id) if m.context else m.id for m in catalogue if m.id}


def test_messages_are_found_in_code_and_pages(app: Path) -> None:
    assert _said(catalogues.messages_of(app)) == {
        "Goodbye",
        ("%(n)d call", "%(n)d calls"),
        ("verb", "Call"),
        "Hello",
        "Tip",
        ("One call", "%(n)s calls"),
        ("a step", "done"),
        "On %(day)s we answer",
    }


def test_a_page_that_cannot_be_read_is_named(app: Path) -> None:
    broken = app / "templates" / "calls" / "page.html"
    broken.write_text("{% blocktranslate %}{% if x %}{% endif %}{% endblocktranslate %}")

    with pytest.raises(SyntaxError, match=r"page\.html"):
        catalogues.messages_of(app)


def _updated(app: Path, memory: dict[catalogues.Key, object] | None = None) -> Path:
    path = catalogues.catalogue_path(app=app, language="da")
    fresh = catalogues.updated(
        found=catalogues.messages_of(app), known=catalogues.read(path), memory=memory or {}
    )
    catalogues.write(catalogue=fresh, path=path, language="da")
    return path


def test_an_update_keeps_translations_and_drops_what_is_no_longer_said(app: Path) -> None:
    path = _updated(app)
    path.write_text(
        path.read_text().replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Hej"')
    )
    view = app / "views.py"
    view.write_text(view.read_text().replace("Goodbye", "See you"))

    text = _updated(app).read_text()

    assert 'msgid "Hello"\nmsgstr "Hej"' in text
    assert 'msgid "See you"' in text
    assert "Goodbye" not in text


def test_a_second_update_changes_nothing(app: Path) -> None:
    path = _updated(app)
    before = path.read_bytes()

    assert _updated(app).read_bytes() == before


def test_a_catalogue_holds_no_dates_and_no_line_numbers(app: Path) -> None:
    text = _updated(app).read_text()

    assert "Date" not in text
    assert "#: templates/calls/page.html\n" in text
    assert "#: views.py\n" in text
    assert "python-format" not in text


def test_a_message_that_another_app_translated_is_filled_in(app: Path) -> None:
    memory = {(None, "Hello"): "Hej", ("verb", "Call"): "Ring"}

    known = catalogues.read(_updated(app, memory))

    assert known.get("Hello").string == "Hej"
    assert known.get("Call", context="verb").string == "Ring"
    assert known.get("Goodbye").string == ""


def _reasons(app: Path, memory: dict[catalogues.Key, object] | None = None) -> dict[str, str]:
    found = catalogues.messages_of(app)
    known = catalogues.read(catalogues.catalogue_path(app=app, language="da"))
    gaps = catalogues.gaps(
        app="calls", language="da", found=found, known=known, memory=memory or {}
    )
    return {gap.message: gap.reason for gap in gaps}


def _translate(app: Path, *pairs: tuple[str, str]) -> None:
    path = _updated(app)
    text = path.read_text()
    for message, said in pairs:
        assert message in text
        text = text.replace(message, said)
    path.write_text(text)


COMPLETE = [
    ('msgid "Goodbye"\nmsgstr ""', 'msgid "Goodbye"\nmsgstr "Farvel"'),
    ('calls"\nmsgstr[0] ""\nmsgstr[1] ""', 'calls"\nmsgstr[0] "Et kald"\nmsgstr[1] "%(n)d kald"'),
    ('msgid "Call"\nmsgstr ""', 'msgid "Call"\nmsgstr "Ring"'),
    ('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Hej"'),
    ('msgid "Tip"\nmsgstr ""', 'msgid "Tip"\nmsgstr "Tip"'),
    ('msgid "done"\nmsgstr ""', 'msgid "done"\nmsgstr "gjort"'),
    ('answer"\nmsgstr ""', 'answer"\nmsgstr "Vi svarer %(day)s"'),
]


def test_a_complete_catalogue_has_no_gaps(app: Path) -> None:
    _translate(app, *COMPLETE)

    assert _reasons(app) == {}


def test_everything_is_missing_where_there_is_no_catalogue(app: Path) -> None:
    assert set(_reasons(app).values()) == {"missing"}
    assert len(_reasons(app)) == 8


def test_gaps_say_why(app: Path) -> None:
    _translate(
        app,
        *COMPLETE[1:4],
        *COMPLETE[5:6],
        ('msgid "Tip"\nmsgstr ""', '#, fuzzy\nmsgid "Tip"\nmsgstr "Typ"'),
        ('answer"\nmsgstr ""', 'answer"\nmsgstr "Vi svarer snart"'),
    )

    assert _reasons(app, {(None, "Hello"): "Goddag"}) == {
        "Goodbye": "missing",
        "Tip": "fuzzy",
        "On %(day)s we answer": "placeholders",
        "Hello": "said differently elsewhere",
    }


def test_a_compiled_catalogue_can_be_read_by_django(app: Path) -> None:
    _translate(app, *COMPLETE)
    path = catalogues.catalogue_path(app=app, language="da")

    assert catalogues.compile_catalogue(path)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    assert compiled.gettext("Goodbye") == "Farvel"
    assert compiled.pgettext("verb", "Call") == "Ring"
    assert compiled.ngettext("%(n)d call", "%(n)d calls", 1) == "Et kald"
    assert compiled.ngettext("%(n)d call", "%(n)d calls", 5) == "%(n)d kald"


def test_what_is_compiled_is_not_compiled_again(app: Path) -> None:
    path = _updated(app)

    assert catalogues.compile_catalogue(path)
    assert not catalogues.compile_catalogue(path)


def test_the_memory_holds_only_what_is_complete(app: Path) -> None:
    _translate(
        app, *COMPLETE[:2], ('msgid "Tip"\nmsgstr ""', '#, fuzzy\nmsgid "Tip"\nmsgstr "Typ"')
    )
    known = catalogues.read(catalogues.catalogue_path(app=app, language="da"))

    memory = catalogues.memory_of([known])

    assert memory[None, "Goodbye"] == "Farvel"
    assert (None, "Tip") not in memory
    assert (None, "Hello") not in memory
