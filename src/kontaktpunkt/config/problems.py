"""One shape for everything that can be wrong with an installation."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, why it matters and how to mend it, each a plain sentence."""

    what: str
    why: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what}\n  why it matters: {self.why}\n  fix: {self.fix}"


class InstallationError(Exception):
    """The installation cannot run as it is; `problems` lists every reason found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
