"""What every part of the invented year needs to know of the municipality it happens in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kontaktpunkt.catalogue.models import Article, MatterType
from kontaktpunkt.config.demo.chance import Chance, chance_for
from kontaktpunkt.config.demo.content import Content, MatterContent
from kontaktpunkt.config.demo.days import Window, WorkingDays
from kontaktpunkt.config.demo.log import Log
from kontaktpunkt.config.demo.sheets import Book
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.directory.models import Role, Staff, Unit


@dataclass(frozen=True)
class Matter:
    """A matter type in use: what is written about it, its row and its owner."""

    content: MatterContent
    row: MatterType
    unit: Unit
    articles: tuple[int, ...]

    @property
    def code(self) -> str:
        """The matter's code."""
        return self.content.code


@dataclass
class World:
    """One municipality while its year is being told.

    part:    which part of a large year is being told.
    numbers: that people and companies have been given, each to one of them only.
    serials: the last number of a case in each year.
    files:   what people sent, under the name of its row, until it is written to disk.
    """

    content: Content
    municipality: Municipality
    window: Window
    seed: int
    scale: float
    book: Book
    log: Log
    units: dict[str, Unit] = field(default_factory=dict)
    days: dict[str, WorkingDays] = field(default_factory=dict)
    staff: dict[str, list[Staff]] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    guide_steps: list[int] = field(default_factory=list)
    part: int = 0
    numbers: set[str] = field(default_factory=set)
    serials: dict[int, int] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def chance(self, name: str) -> Chance:
        """Return the stream of draws for one part of the year."""
        part = (self.part,) if self.part else ()
        return chance_for(self.seed, self.content.slug, name, *part)

    @property
    def centre(self) -> Unit:
        """The service centre: the one way in."""
        return next(unit for unit in self.units.values() if unit.is_service_centre)

    def people(self, unit: Unit | str, *roles: Role) -> Sequence[Staff]:
        """Return who works in a unit in one of the roles."""
        code = unit if isinstance(unit, str) else unit.code
        return [person for person in self.staff[code] if not roles or person.role in roles]

    def person(self, role: Role, unit: str = "") -> Staff:
        """Return the first with the role, of the whole municipality or of one unit."""
        everybody = (person for people in self.staff.values() for person in people)
        return next(
            person for person in everybody if person.role == role and unit in {"", person.unit.code}
        )

    def words(self, kind: str, *, service: str = "", matter: str = "") -> Sequence[str]:
        """Return what people write on an occasion: of the matter, else the service, else of all."""
        words = self.content.words
        of_matter = words["by_matter"].get(matter, {})
        of_service = words["by_service"].get(service, {})
        return tuple(of_matter.get(kind) or of_service.get(kind) or words[kind])
