"""Takes values out of the environment and collects everything that is wrong with them."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from kontaktpunkt.config.problems import Problem
from kontaktpunkt.config.variables import VARIABLES


class Reader:
    """Takes values out of the environment and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[Problem] = []

    def text(self, name: str, default: str = "") -> str:
        """Return a value without surrounding blanks; empty counts as not set."""
        return self.environ.get(name, "").strip() or default

    def complain(self, name: str, what: str, *, fix: str, why: str = "") -> None:
        """Note a mistake; without `why`, the variable's meaning says why it matters."""
        meaning = next(variable.meaning for variable in VARIABLES if variable.name == name)
        self.problems.append(Problem(what=f"{name} {what}.", why=why or meaning, fix=fix))

    def number(self, name: str, default: int, *, highest: int, lowest: int = 1) -> int:
        """Read a whole number."""
        raw = self.text(name, str(default))
        if raw.isdecimal() and lowest <= int(raw) <= highest:
            return int(raw)
        fix = f"Set a whole number from {lowest} to {highest}, or leave it unset for {default}."
        self.complain(name, f"is {raw!r}, which is not a number in range", fix=fix)
        return default

    def choice(self, name: str, default: str, options: tuple[str, ...]) -> str:
        """Read one of several words."""
        raw = self.text(name, default).lower()
        if raw in options:
            return raw
        self.complain(name, f"is {raw!r}", fix=f"Choose one of: {', '.join(options)}.")
        return default

    def items(self, name: str) -> tuple[str, ...]:
        """Read a list separated by commas."""
        return tuple(item.strip() for item in self.text(name).split(",") if item.strip())

    def address(self, name: str, default: str, schemes: tuple[str, ...]) -> SplitResult | None:
        """Read a URL; None when it is not set, or so wrong that nothing can be made of it."""
        raw = self.text(name, default)
        if not raw:
            return None
        try:
            parts = urlsplit(raw)
            usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if usable:
            return parts
        example = " or ".join(f"{scheme}://host" for scheme in schemes)
        self.complain(name, "is not an address of the right kind", fix=f"Write it as {example}.")
        return None
