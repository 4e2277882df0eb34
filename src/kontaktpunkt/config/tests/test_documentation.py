"""What the documentation repeats from the code is what the code says."""

import re
from pathlib import Path

import pytest

from kontaktpunkt.config import cli, documentation, variables


@pytest.mark.parametrize(("document", "name"), list(documentation.parts()))
def test_a_generated_part_is_current(document: str, name: str) -> None:
    expected = documentation.parts()[document, name]
    assert documentation.present(document=document, name=name) == expected, "run: make docs"


def test_help_names_every_variable() -> None:
    text = variables.as_text()
    assert all(name in text for name in variables.NAMES)


def test_every_variable_that_is_read_is_in_the_table() -> None:
    sources = (Path(variables.__file__).parent).glob("*.py")
    read = {
        name
        for source in sources
        for name in re.findall(r"\bKONTAKTPUNKT_[A-Z_]+\b", source.read_text())
    }
    # `_URL` and the like in sentences stand for several.
    assert {name for name in read if not name.endswith("_")} <= variables.NAMES


def test_every_command_is_explained_in_the_running_guide() -> None:
    guide = (documentation.DOCS / "running.md").read_text()
    assert [name for name in cli.COMMANDS if f"kontaktpunkt {name}" not in guide] == []
