"""What the demonstration is written from: one folder of plain files per municipality."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
SLUGS = ("fjordby", "sjostad")


@dataclass(frozen=True, kw_only=True)
class UnitContent:
    """A unit as the file describes it; times as HH:MM."""

    code: str
    name: str
    parent: str = ""
    opens: str = "09:00"
    closes: str = "15:00"
    service_centre: bool = False


@dataclass(frozen=True, kw_only=True)
class StaffContent:
    """A member of staff; `login` puts the person on the start page."""

    name: str
    role: str
    unit: str
    login: bool = False


@dataclass(frozen=True, kw_only=True)
class MatterContent:
    """What people ask about, and how such questions and cases go.

    contacts, cases:  shares of the year's volume; they need not add up to anything.
    settled, guided:  chances that a question ends at the first contact.
    wrong_place:      chance that the question belongs to another authority.
    outcomes:         shares of the decisions; none where the matter has no cases.
    """

    code: str
    name: str
    service: str
    unit: str
    law: str
    promise_days: int
    questions: tuple[str, ...]
    contacts: float
    settled: float
    guided: float
    season: str
    channels: Mapping[str, str]
    kle: str = ""
    words: str = ""
    advice: str = ""
    appeal: str = ""
    deadline_days: int | None = None
    cases: float = 0.0
    company_share: float = 0.12
    wrong_place: float = 0.02
    outcomes: Mapping[str, float] = field(default_factory=dict)
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArticleContent:
    """A knowledge article with the codes of the matters it helps with."""

    title: str
    matters: tuple[str, ...]
    summary: str
    body: str


@dataclass(frozen=True)
class Content:
    """Everything that is written about one municipality."""

    slug: str
    place: Mapping[str, Any]
    people: Mapping[str, Any]
    words: Mapping[str, Any]
    today: Mapping[str, Any]
    services: tuple[Mapping[str, str], ...]
    appeals: Mapping[str, str]
    units: tuple[UnitContent, ...]
    staff: tuple[StaffContent, ...]
    matters: tuple[MatterContent, ...]
    articles: tuple[ArticleContent, ...]

    @property
    def municipality(self) -> Mapping[str, Any]:
        """The municipality's own fields."""
        return dict(self.place["municipality"])

    def matter(self, code: str) -> MatterContent:
        """Return the matter with this code."""
        return next(matter for matter in self.matters if matter.code == code)

    def stories(self, kind: str) -> list[Mapping[str, Any]]:
        """Return what there is to find of one kind; empty where there is nothing."""
        return list(self.place.get("stories", {}).get(kind, []))


@cache
def content_of(slug: str) -> Content:
    """Read the files of one municipality."""
    folder = FOLDER / slug
    place, matters = _toml(folder / "place.toml"), _toml(folder / "matters.toml")
    return Content(
        slug=slug,
        place=place,
        people=_toml(folder / "people.toml"),
        words=_toml(folder / "words.toml"),
        today=_toml(folder / "today.toml"),
        services=tuple(matters["services"]),
        appeals={name: " ".join(text.split()) for name, text in matters["appeals"].items()},
        units=tuple(UnitContent(**unit) for unit in place["units"]),
        staff=tuple(StaffContent(**person) for person in place["staff"]),
        matters=tuple(_matter(each) for each in matters["matters"]),
        articles=tuple(_articles((folder / "articles.md").read_text(encoding="utf-8"))),
    )


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _matter(fields: dict[str, Any]) -> MatterContent:
    lists = {name: tuple(fields.get(name, ())) for name in ("questions", "titles")}
    return MatterContent(**(fields | lists))


def _articles(text: str) -> list[ArticleContent]:
    return [_article(part) for part in text.split("\n# ")[1:]]


def _article(part: str) -> ArticleContent:
    title, matters, summary, _, *body = part.strip().split("\n")
    return ArticleContent(
        title=title.strip(),
        matters=tuple(code.strip() for code in matters.removeprefix("matters:").split(",")),
        summary=summary.removeprefix("> "),
        body="\n".join(body),
    )
