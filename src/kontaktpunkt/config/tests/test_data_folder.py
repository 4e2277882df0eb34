"""A data folder that cannot be used ends in a sentence with the way out."""

import json
from pathlib import Path

import pytest

from kontaktpunkt.config import data_folder
from kontaktpunkt.config.problems import InstallationError
from kontaktpunkt.config.tests.helpers import kontaktpunkt


def test_a_full_disk_says_that_there_is_no_room(tmp_path: Path) -> None:
    with pytest.raises(InstallationError) as raised, data_folder.writing_to(tmp_path):
        raise OSError(28, "No space left on device")
    (problem,) = raised.value.problems
    assert (
        problem.what == f"Nothing can be kept in {tmp_path}: {tmp_path}: No space left on device."
    )
    assert "has room" in problem.fix


def test_a_file_in_the_folders_place_is_a_finding_of_the_doctor(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    looked = kontaktpunkt(tmp_path / "file", "doctor", "--json")
    assert looked.returncode == 2
    (finding,) = json.loads(looked.stdout)
    assert finding["check"] == "configuration"
    assert f"{tmp_path / 'file'}: File exists" in finding["what"]


def test_a_file_in_the_databases_place_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "pg").touch()
    refused = kontaktpunkt(tmp_path, "manage", "migrate")
    assert refused.returncode == 2
    assert "move away what is in its place" in refused.stderr
    assert "Traceback" not in refused.stderr
