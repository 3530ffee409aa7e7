"""`carepath audit`: what it prints, and that its exit code says whether something is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.unit.cli.commands import carepath

GOOD = Path(__file__).resolve().parents[2] / "catalogue" / "audited"


def test_a_catalogue_in_order_ends_with_0_and_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("audit", "--catalogue", str(GOOD)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(lines).rpartition("  ")[2].startswith("Nothing is missing")
    assert [line.split() for line in lines if line.startswith("all")] == [["all", "4", "1", "16", "21"]]
    assert "4 sources, 1 without a web address: journal." in lines


def test_findings_are_told_with_their_place_and_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(GOOD, folder)
    file = folder / "prices.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('£900 each", status: assumed,', '£900 each",'))
    assert carepath("audit", "--catalogue", str(folder)) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"{file}:5:1 prices.entry: A number of the catalogue has no status: £900 each.")
    assert "1 finding: the catalogue is not in order." in out
    assert carepath("audit", "--catalogue", str(folder), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [problem["path"] for problem in found["findings"]] == ["prices.entry"]
    assert found["numbers"]["prices"] == {"assumed": 2, "no status": 1}


def test_a_folder_that_is_no_catalogue_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("audit", "--catalogue", str(tmp_path)) == 2
    assert "is no catalogue" in capsys.readouterr().err
