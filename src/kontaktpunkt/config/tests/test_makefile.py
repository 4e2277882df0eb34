"""What make does before any Python of ours runs: a browser is found, fetched or missed aloud."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = f'. "{ROOT}/.ci/browser" && echo "skip=${{KONTAKTPUNKT_NO_BROWSER:-no}}"'


def program(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine without a browser, where we are an ordinary user."""
    program(tmp_path, "id", "echo 1000")
    return tmp_path


def source(machine: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", SCRIPT],
        env={"PATH": str(machine)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_browser_that_is_there_is_used(machine: Path) -> None:
    program(machine, "chromium", "")
    assert source(machine).stdout == "skip=no\n"


def test_a_missing_browser_is_told_aloud_and_skips(machine: Path) -> None:
    told = source(machine)
    assert told.returncode == 0
    assert "SKIPPED" in told.stdout
    assert "apt-get install chromium" in told.stdout
    assert told.stdout.endswith("skip=1\n")


def test_a_missing_browser_is_a_failure_in_ci(machine: Path) -> None:
    told = source(machine, CI="true")
    assert told.returncode == 1
    assert "In CI the browser tests must run" in told.stdout


def test_root_on_debian_gets_a_browser(machine: Path) -> None:
    program(machine, "id", "echo 0")
    program(
        machine,
        "apt-get",
        f'case "$*" in *install*chromium*) printf "#!/bin/sh" > {machine}/chromium;'
        f" /bin/chmod +x {machine}/chromium;; esac",
    )
    told = source(machine, CI="true")
    assert told.returncode == 0
    assert "Installing Chromium" in told.stdout
    assert told.stdout.endswith("skip=no\n")


@pytest.mark.skipif(os.environ.get("MAKELEVEL") is not None, reason="make inside make says more")
def test_make_alone_says_what_can_be_made() -> None:
    told = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True)
    assert "make demo" in told.stdout
    assert "make test" in told.stdout
