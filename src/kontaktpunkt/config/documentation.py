"""The parts of docs/ that are generated from the code; `make docs` writes them.

A generated part stands between `<!-- name: generated -->` and `<!-- name: end -->`.
"""

import re
from pathlib import Path

from kontaktpunkt.config import postgres, variables

DOCS = Path(__file__).resolve().parents[3] / "docs"


def parts() -> dict[tuple[str, str], str]:
    """Return what each generated part should say, by document and name."""
    return {
        ("configuration.md", "variables"): variables.as_markdown().strip(),
        ("running.md", "roles"): f"```sql\n{postgres.BOOTSTRAP.read_text().strip()}\n```",
    }


def present(*, document: str, name: str) -> str:
    """Return what a generated part says now; raises ValueError when the document has none."""
    found = _pattern(name).search((DOCS / document).read_text())
    if found is None:
        raise ValueError(f"docs/{document} has no generated part {name}")
    return found.group(1).strip()


def update() -> None:
    """Write every generated part anew."""
    for (document, name), content in parts().items():
        path = DOCS / document
        whole = f"<!-- {name}: generated -->\n{content}\n<!-- {name}: end -->"
        path.write_text(_pattern(name).sub(lambda _, new=whole: new, path.read_text()))  # type: ignore[misc]


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- {name}: generated -->\n(.*?)<!-- {name}: end -->", re.DOTALL)


if __name__ == "__main__":
    update()
