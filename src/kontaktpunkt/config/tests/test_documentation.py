"""What the documentation repeats from the code is what the code says."""

import re
from pathlib import Path

from kontaktpunkt.config import cli, postgres, variables

ROOT = Path(__file__).resolve().parents[4]
DOCS = ROOT / "docs"


def generated(document: str, name: str) -> str:
    found = re.search(
        rf"<!-- {name}: generated -->\n(.*?)<!-- {name}: end -->",
        (DOCS / document).read_text(),
        re.DOTALL,
    )
    assert found, f"docs/{document} has no generated part {name}"
    return found.group(1).strip()


def test_the_table_of_variables_is_current() -> None:
    assert generated("configuration.md", "variables") == variables.as_markdown().strip()


def test_the_roles_for_production_are_those_of_the_embedded_database() -> None:
    script = postgres.BOOTSTRAP.read_text().strip()
    assert generated("running.md", "roles") == f"```sql\n{script}\n```"


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
    guide = (DOCS / "running.md").read_text()
    assert [name for name in cli.COMMANDS if f"kontaktpunkt {name}" not in guide] == []
