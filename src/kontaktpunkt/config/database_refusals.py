"""What a database refuses a command, told as a problem with its fix."""

from collections.abc import Iterator

import psycopg
from psycopg import errors

from kontaktpunkt.config.problems import Problem

# A table, column or function of this version that the database does not have.
WITHOUT_SHAPE = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction)


def problem_of(error: BaseException) -> Problem | None:
    """Return what is wrong with the database when that is why this was raised, else None."""
    for cause in _causes(error):
        if isinstance(cause, WITHOUT_SHAPE):
            return _without_tables(cause)
        if isinstance(cause, psycopg.OperationalError):
            return _unusable(cause)
    return None


def lacks_tables(error: BaseException) -> bool:
    """Say whether this was raised because the database was not migrated."""
    return any(isinstance(cause, WITHOUT_SHAPE) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _without_tables(error: psycopg.Error) -> Problem:
    return Problem(
        what=f"The database is not shaped as this version expects: {_first_line(error)}.",
        why="Nothing can be read or kept before its tables are there.",
        fix="Run `kontaktpunkt manage migrate`; `kontaktpunkt doctor` says what is missing.",
    )


def _unusable(error: psycopg.Error) -> Problem:
    return Problem(
        what=f"The database cannot be used: {_first_line(error)}.",
        why="Everything that people wrote is in it.",
        fix="Check DATABASE_URL, the server and the network between them; "
        "`kontaktpunkt doctor` looks at each.",
    )


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
