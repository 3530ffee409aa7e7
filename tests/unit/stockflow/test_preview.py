"""The preview: what it prints, what it writes, and how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carepath_sim import cli

BASELINE = str(Path(__file__).resolve().parents[3] / "scenarios" / "baseline.yaml")


def carepath(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.app(list(arguments), prog_name="carepath")
    return int(ended.value.code or 0)


def test_it_fits_a_terminal_and_says_what_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("preview", BASELINE) == 0
    printed = capsys.readouterr().out
    assert max(len(line) for line in printed.splitlines()) < 80
    for words in (
        "Looked after",
        "Children's home",
        "Feedback loops",
        "Not modelled,",
        "Only near",
        "starting caseload",
    ):
        assert words in printed
    assert printed.index("Only near") < printed.index("Feedback loops") < printed.index("Young people  ")


def test_the_page_holds_the_same_and_asks_nothing_of_a_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "preview.html"
    assert carepath("preview", BASELINE, "--out", str(page), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] == page.stat().st_size < 2_500_000
    text = page.read_text(encoding="utf-8")
    assert "default-src &#39;none&#39;" in text
    assert "<script src" not in text
    assert "<link" not in text
    order = [text.index(f'<h2 id="{name}">') for name in ("limits", "loops", "figures-head", "charts")]
    assert order == sorted(order)
    for setting in told["settings"]:
        assert f"{setting['people'][-1]:.1f}" in text


def test_the_figures_hang_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("preview", BASELINE, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["dates"] == [f"{year}-04-01" for year in range(2026, 2032)]
    for row in told["settings"]:
        grown = row["people"][-1] - row["people"][0]
        assert 5 * (row["arrive_per_year"] - row["leave_per_year"]) == pytest.approx(grown, abs=0.02)
    assert {loop["modelled"] for loop in told["loops"]} == {True, False}


def test_a_bad_file_and_a_missing_folder_end_as_for_other_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("question: What?\n")
    assert carepath("preview", str(bad)) == 3
    assert carepath("preview", BASELINE, "--out", str(tmp_path / "none" / "page.html")) == 5
    assert "could not be written" in capsys.readouterr().err
