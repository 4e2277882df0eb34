"""What a check says, and how all of them are run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kontaktpunkt.config.environment import Environment
from kontaktpunkt.config.problems import InstallationError, Problem

Level = Literal["ok", "warning", "error", "skipped"]
EXIT_CODES: dict[Level, int] = {"ok": 0, "skipped": 0, "warning": 1, "error": 2}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The outcome of one check; `why` and `fix` are empty when all is well."""

    check: str
    level: Level
    what: str
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a check function returns; the check's name is added by `run`."""

    level: Level
    what: str
    why: str = ""
    fix: str = ""


def fine(what: str) -> Answer:
    """Return that all is well, with a short fact."""
    return Answer(level="ok", what=what)


def warning(what: str, *, why: str, fix: str) -> Answer:
    """Return that something should be looked at, though people can work."""
    return Answer(level="warning", what=what, why=why, fix=fix)


def error(what: str, *, why: str, fix: str) -> Answer:
    """Return that something is broken or unsafe."""
    return Answer(level="error", what=what, why=why, fix=fix)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check, and the check that has to be sound before this one can say anything."""

    name: str
    ask: Callable[[Environment], Answer]
    needs: str | None = None


def run(checks: Iterable[Check], env: Environment) -> list[Finding]:
    """Run checks in order; skip those that need one that failed or was skipped."""
    findings: list[Finding] = []
    unusable: set[str | None] = set()
    for check in checks:
        if check.needs in unusable:
            what = f"not looked at until `{check.needs}` is well"
            finding = Finding(check=check.name, level="skipped", what=what)
        else:
            finding = _finding(check, env)
        if finding.level in {"error", "skipped"}:
            unusable.add(check.name)
        findings.append(finding)
    return findings


def from_problem(check: str, problem: Problem) -> Finding:
    """Return a problem that somebody else has found."""
    return Finding(check=check, level="error", what=problem.what, why=problem.why, fix=problem.fix)


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 0 when all is well, 1 with warnings only, 2 with an error."""
    return max((EXIT_CODES[finding.level] for finding in findings), default=0)


def _finding(check: Check, env: Environment) -> Finding:
    try:
        answer = check.ask(env)
    except InstallationError as broken:
        return from_problem(check.name, broken.problems[0])
    except Exception as failure:  # noqa: BLE001 - one broken check must not hide the others
        return Finding(
            check=check.name,
            level="error",
            what=f"The check itself failed: {type(failure).__name__}: {failure}",
            why="What it looks at is unknown.",
            fix="If the checks above are fine, this is a defect of Kontaktpunkt: please report it.",
        )
    return Finding(
        check=check.name, level=answer.level, what=answer.what, why=answer.why, fix=answer.fix
    )
