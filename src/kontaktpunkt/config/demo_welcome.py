"""What the demo says once it runs: the address, and who one can be."""

from collections.abc import Sequence
from itertools import groupby

import click

from kontaktpunkt.config import console


def text(*, address: str, logins: Sequence[dict[str, str]]) -> str:
    """Return the closing words of a successful start."""
    lines = ["", f"Kontaktpunkt is running: {click.style(address, bold=True)}", ""]
    rows = [(_role(login), login["name"], login["login"]) for login in logins]
    aligned = zip(logins, console.columns(rows), strict=True)
    for municipality, group in groupby(aligned, key=lambda pair: pair[0]["municipality"]):
        lines += [f"  {municipality}", *(f"    {line}" for _, line in group), ""]
    lines += [f"  {line}" for line in _how_to_log_in(logins)]
    return "\n".join([*lines, "", "Ctrl-C ends it; everything is kept for the next start."])


def _role(login: dict[str, str]) -> str:
    return login["role"].replace("_", " ")


def _how_to_log_in(logins: Sequence[dict[str, str]]) -> list[str]:
    passwords = " or ".join(sorted({login["password"] for login in logins} - {""}))
    lines = [f"The password of everybody with an e-mail address: {passwords}"] if passwords else []
    if any(not login["login"] for login in logins):
        lines.append("The others need none: choose them where citizens and companies log in.")
    return lines
