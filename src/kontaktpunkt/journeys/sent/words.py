"""What columns can be taken for, in words."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.journeys.readers.shapes import Format

_Choices = list[tuple[Any, Any]]

ROLES: Final[_Choices] = [
    ("", _("Leave it out")),
    (
        _("What every log needs"),
        [
            ("case", _("The case: whose journey it is")),
            ("touchpoint", _("The touchpoint: what happened")),
            ("started_at", _("When it happened, or began")),
            ("started_clock", _("The time of day of that, where the other is a mere date")),
        ],
    ),
    (
        _("More about what happened"),
        [
            ("ended_at", _("When it ended")),
            ("ended_clock", _("The time of day when it ended")),
            ("unit", _("The unit that did it")),
            ("channel", _("The channel")),
            ("score", _("An answer about it, as a number")),
            ("score_max", _("The best possible answer")),
            ("event_id", _("The source’s own id: told twice, it counts once")),
            ("lifecycle", _("Whether it starts or completes something")),
            ("instance", _("Which run it belongs to")),
            ("duration_milliseconds", _("How long it took, in milliseconds")),
            ("initiator", _("Who began it: party, authority or third")),
            ("direction", _("In which direction it went")),
            ("is_contact", _("Whether it is a contact: yes or no")),
        ],
    ),
    (
        _("About the whole case"),
        [
            ("outcome", _("How the case ended")),
            ("attribute", _("A fact about the case")),
            ("milestone", _("A milestone: when something happened")),
            ("milestone_clock", _("The time of day of the milestone before it")),
        ],
    ),
]

FORMATS: Final = {
    Format.XES: "XES",
    Format.CSV: "CSV",
    Format.PARQUET: "Parquet",
    Format.EXCEL: "Excel",
    Format.OCEL_JSON: "OCEL 2.0 (JSON)",
    Format.OCEL_XML: "OCEL 2.0 (XML)",
    Format.OCEL_SQLITE: "OCEL 2.0 (SQLite)",
}

DELIMITERS: Final[_Choices] = [
    ("", _("Told from the file")),
    (";", _("Semicolon")),
    (",", _("Comma")),
    ("tab", _("Tab")),
    ("|", _("Vertical line")),
]

ENCODINGS: Final[_Choices] = [
    ("", _("Told from the file")),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("iso-8859-1", "ISO 8859-1"),
    ("utf-16", "UTF-16"),
]

TIME_ORDERS: Final[_Choices] = [
    ("", _("Told from the whole column")),
    ("year-first", _("The year first: 2026-01-31")),
    ("day-first", _("The day first: 31-01-2026")),
    ("month-first", _("The month first: 01/31/2026")),
    ("month-name", _("With the name of the month: 31 January 2026")),
    ("seconds", _("Seconds since 1970")),
    ("milliseconds", _("Milliseconds since 1970")),
]

LIFECYCLES: Final[_Choices] = [
    ("pair", _("Join each start with its completion")),
    ("keep", _("Keep both as touchpoints of their own")),
    ("complete", _("Keep only what completes")),
]

STEPS: Final = {
    "": _("Beginning"),
    "reading": _("Reading the file"),
    "arranging": _("Putting it in order"),
    "counting": _("Counting, and preparing the pages"),
}
