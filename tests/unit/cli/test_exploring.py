"""The explorer from the command line, and pages opened in a browser where there is one."""

from __future__ import annotations

import json
import os
import webbrowser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from carepath_sim.cli import outputs
from carepath_sim.cli.opening import opened
from carepath_sim.errors import UsageError
from carepath_sim.experiments import store
from carepath_sim.experiments.sensitivity import folder as sensitivity_folder
from carepath_sim.experiments.sweeps.sweep import sweep
from tests.unit.cli.commands import carepath
from tests.unit.experiments.sweeps.small_sweeps import small_bases, small_design
from tests.unit.report.experimenting.made_up_analyses import analysis

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"


class Browser:
    """One that remembers what it was asked to open."""

    def __init__(self, name: str = "browser", can_open: bool = True, says: str = "") -> None:
        self.name, self.can_open, self.says = name, can_open, says
        self.asked: list[str] = []

    def open(self, address: str) -> bool:
        self.asked.append(address)
        if self.says:
            os.write(1, self.says.encode())
        return self.can_open


def use(monkeypatch: pytest.MonkeyPatch, browser: Browser | None) -> None:
    def get(*_names: Any) -> Browser:
        if browser is None:
            raise webbrowser.Error("could not locate runnable browser")
        return browser

    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(webbrowser, "get", get)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of half a year."""
    folder = tmp_path_factory.mktemp("result")
    parent = os.path.relpath(SCENARIOS / "baseline.yaml", folder)
    (folder / "one.yaml").write_text(f"question: What?\nkind: strategic\nextends: {parent}\nhorizon: 26 weeks\n")
    (folder / "two.yaml").write_text("question: Or what?\nkind: adaptive\nextends: one.yaml\n")
    files = (str(folder / "one.yaml"), str(folder / "two.yaml"))
    assert carepath("compare", *files, "-n", "2", "--workers", "1", "--out", str(folder / "out")) == 0
    return folder / "out"


def test_the_explorer_is_written_beside_the_report(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("explore", str(result)) == 0
    assert capsys.readouterr().out == f"Explorer: {result / 'explorer.html'}\n"
    assert (result / "explorer.html").stat().st_size < 10_000_000


def test_a_result_with_an_explorer_may_still_be_replaced(result: Path) -> None:
    (result / "explorer.html").touch()
    store.check_folder(result)
    (result / "strange.html").touch()
    try:
        with pytest.raises(UsageError, match=r"other files \(strange\.html\)"):
            store.check_folder(result)
    finally:
        (result / "strange.html").unlink()


def test_it_can_be_written_elsewhere_and_told_as_json(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, browser := Browser(says="Opening in existing session.\n"))
    page = tmp_path / "with a space.html"
    capsys.readouterr()
    assert carepath("explore", str(result), "--out", str(page), "--open", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["explorer"] == str(page)
    assert found["bytes"] == page.stat().st_size
    assert found["scenarios"] == ["one", "two"]
    assert found["opened"] is True
    assert browser.asked == [page.as_uri()]


@pytest.mark.parametrize("browser", [None, Browser(can_open=False), Browser("lynx")], ids=["none", "fails", "text"])
def test_where_no_browser_can_be_opened_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, browser: Browser | None
) -> None:
    use(monkeypatch, browser)
    assert opened(tmp_path / "page.html", is_wanted=True) == {"opened": False}
    assert f"Open this file in one: {tmp_path / 'page.html'}" in capsys.readouterr().err
    assert opened(tmp_path / "page.html", is_wanted=False) == {}


def test_a_report_without_a_browser_is_written_all_the_same(
    result: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, None)
    assert carepath("report", str(result), "--open") == 0
    out, err = capsys.readouterr()
    assert out == f"Report: {result / 'report.html'}\n"
    assert "No browser could be opened" in err


def test_what_a_browser_prints_does_not_mix_with_what_was_found(
    result: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Browser(says="Opening in existing session.\n"))
    assert carepath("explore", str(result), "--open", "--json") == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["opened"] is True
    assert "existing session" in err


def test_a_run_opens_its_report(result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, browser := Browser())
    out = tmp_path / "out"
    file = str(result.parent / "one.yaml")
    assert carepath("run", file, "-n", "2", "--workers", "1", "--out", str(out), "--open") == 0
    assert browser.asked == [(out / "report.html").as_uri()]


def test_a_folder_without_a_result_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("explore", str(tmp_path)) == 2
    assert "does not hold a result" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_has_a_page_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "sweep"
    sweep(small_design(replications=2), small_bases(), folder)
    capsys.readouterr()
    assert carepath("explore", str(folder), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(outputs.json_schema("output.explore")).iter_errors(found)) == []
    assert found["scenarios"] == ["calm", "restless"]
    assert found["measures"] == 3
    assert found["bytes"] == (folder / "explorer.html").stat().st_size
    first = (folder / "explorer.html").read_bytes()
    sweep(small_design(replications=2), small_bases(), folder)
    assert carepath("explore", str(folder)) == 0
    assert (folder / "explorer.html").read_bytes() == first


def test_an_analysis_of_sensitivity_has_one_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manifest.json").write_text('{"product": "carepath_sim", "kind": "sensitivity"}')
    monkeypatch.setattr(sensitivity_folder, "load_sensitivity", lambda _folder: analysis(count=1))
    assert carepath("explore", str(tmp_path), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(outputs.json_schema("output.explore")).iter_errors(found)) == []
    assert (found["scenarios"], found["measures"]) == (["baseline", "hub"], 2)


def test_a_search_is_sent_to_its_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.json").write_text('{"product": "carepath_sim", "kind": "search"}')
    assert carepath("explore", str(tmp_path)) == 2
    assert f"carepath report {tmp_path}" in capsys.readouterr().err
    assert not (tmp_path / "explorer.html").exists()
