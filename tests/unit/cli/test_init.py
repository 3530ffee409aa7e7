"""`carepath init`: what it writes and says, what it refuses, and that nothing is half written or replaced unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carepath_sim.catalogue import councils
from carepath_sim.scenario.council_file import SCHEMA_FILE as FORM
from carepath_sim.scenario.editors import json_schema
from tests.unit.cli.commands import carepath


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def here() -> list[str]:
    """The names of the files written, but for the form that editors check a scenario by."""
    return sorted(path.name for path in Path().iterdir() if path.name != FORM)


def test_the_typical_council_is_written_and_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("init") == 0
    assert here() == ["baseline.yaml"]
    out = capsys.readouterr().out
    assert "looks after 418 children. The model holds those of 10 and over." in " ".join(out.split())
    assert "Next: carepath preview baseline.yaml" in out
    assert carepath("check", "baseline.yaml") == 0


def without_marks(*wanted: str) -> None:
    """Take `# ` away from some lines of the scenario written."""
    lines = Path("baseline.yaml").read_text(encoding="utf-8").splitlines()
    assert set(wanted) <= set(lines)
    Path("baseline.yaml").write_text(
        "\n".join(line.removeprefix("# ") if line in wanted else line for line in lines) + "\n", encoding="utf-8"
    )


def test_a_hub_is_there_once_the_lines_named_for_it_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("init") == 0
    lines = Path("baseline.yaml").read_text(encoding="utf-8").splitlines()
    first = lines.index("#   hub:")
    assert lines[first : first + 5] == [
        "#   hub:",
        "#     in_use: true",
        "#   hub_placement:",
        "#     in_use: true",
        "",
    ]
    assert any("needs these four lines together" in line for line in lines[first - 3 : first])
    written = [*lines[:first], *(line.removeprefix("# ") for line in lines[first : first + 4]), *lines[first + 4 :]]
    Path("baseline.yaml").write_text("\n".join(written), encoding="utf-8")
    without_marks("# settings:", "# policies: [no_heads_on_beds]")
    assert carepath("check", "baseline.yaml") == 0, capsys.readouterr().err


@pytest.mark.parametrize(("setting", "needs"), [("hub", "hub_placement"), ("hub_placement", "hub")])
def test_half_a_hub_is_told_at_the_line_that_switches_it_on(
    setting: str, needs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("half.yaml").write_text(
        f"question: And then?\nkind: strategic\nhorizon: 1 year\nstart: 2026-04-01\nsettings:\n  {setting}:\n"
        "    in_use: true\n",
        encoding="utf-8",
    )
    assert carepath("check", "half.yaml", "--json") == 3
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["file"], problem["line"], problem["path"]) == ("half.yaml", 7, f"settings.{setting}.in_use")
    assert needs in f"{problem['what']} {problem['fix']}"


def test_what_starts_after_the_end_is_told_with_the_other_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    Path("late.yaml").write_text(
        "question: And then?\nkind: strategic\nstart: 2026-04-01\nhorizon: 1 year\n"
        "policies: [{policy: stable_team, from: 2031-01-01}, {policy: nothing_such}]\n"
        "effects:\n  - add_places: {setting: foster_in_house, places: 3 places, from: 2031-01-01}\n"
        "  - add_places: {setting: foster_in_hous, places: 3 places}\n",
        encoding="utf-8",
    )
    assert carepath("check", "late.yaml", "--json") == 3
    told = [problem["what"] for problem in json.loads(capsys.readouterr().out)["problems"]]
    assert len(told) == 4
    assert sum("when the study is over" in what for what in told) == 2


def test_a_council_is_written_with_its_caseload_and_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("init", "--council", "norfolk county council") == 0
    assert here() == ["norfolk.yaml", "norfolk_caseload.csv"]
    out = capsys.readouterr().out
    told = " ".join(out.split())
    assert "norfolk.yaml: Norfolk, 1,069 children looked after (2024-25)" in told
    assert "The model holds those of 10 and over." in told
    assert f"{len(Path('norfolk_caseload.csv').read_text().splitlines()) - 1:,} young people on the first day" in told
    assert carepath("check", "norfolk.yaml") == 0
    assert carepath("preview", "norfolk.yaml", "--json") == 0


def test_another_file_may_be_named_and_the_caseload_stands_beside_it() -> None:
    Path("studies").mkdir()
    assert carepath("init", "--council", "Rutland", "--out", "studies/ours.yaml") == 0
    assert sorted(path.name for path in Path("studies").iterdir()) == ["ours.yaml", "ours_caseload.csv", FORM]
    assert "starting_caseload: ours_caseload.csv" in Path("studies/ours.yaml").read_text()
    assert "extends: ours.yaml" in Path("studies/ours.yaml").read_text()
    assert carepath("check", "studies/ours.yaml") == 0


@pytest.mark.parametrize("council", [(), ("--council", "Rutland")])
def test_an_editor_finds_the_form_of_the_file_beside_it(council: tuple[str, ...]) -> None:
    assert carepath("init", "--out", "ours.yaml", *council) == 0
    first = Path("ours.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={FORM}"
    assert json.loads(Path(FORM).read_text(encoding="utf-8")) == json_schema()
    Path(FORM).write_text("mine")
    assert carepath("init", "--out", "other.yaml") == 2
    assert Path(FORM).read_text() == "mine"


@pytest.mark.parametrize("there", ["rutland.yaml", "rutland_caseload.csv"])
def test_nothing_is_replaced_unasked(there: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(there).write_text("mine")
    assert carepath("init", "--council", "Rutland") == 2
    assert f"{there} would be replaced; add --force" in capsys.readouterr().err
    assert here() == [there]
    assert Path(there).read_text() == "mine"
    assert carepath("init", "--council", "Rutland", "--force") == 0
    assert Path(there).read_text() != "mine"


def test_nothing_is_half_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("rutland.yaml").write_text("mine")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert carepath("init", "--council", "Rutland", "--force") == 5
    assert "No space left on device" in capsys.readouterr().err
    assert here() == ["rutland.yaml"]
    assert Path("rutland.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--council", "Norfok"), "Did you mean Norfolk"),
        (("--council", "East Midlands"), "not one council but many"),
        (("--out", "."), "is a folder; name a file in it"),
        (("--out", "council.txt"), "let it end in .yaml"),
        (("--out", "our council.yaml"), "cannot be the name of a scenario"),
        (("--out", "nowhere/council.yaml"), "There is no folder nowhere"),
    ],
)
def test_a_call_that_makes_no_sense_writes_nothing(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert carepath("init", *arguments) == 2
    assert told in capsys.readouterr().err
    assert here() == []


def test_the_same_call_writes_the_same_bytes() -> None:
    assert carepath("init", "--council", "Leeds") == 0
    first = {name: Path(name).read_bytes() for name in here()}
    assert carepath("init", "--council", "Leeds", "--force") == 0
    assert {name: Path(name).read_bytes() for name in here()} == first


def test_councils_are_listed_with_their_size_and_where_that_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("init", "--list-councils") == 0
    lines = capsys.readouterr().out.splitlines()
    (norfolk,) = (line.split() for line in lines if line.startswith("Norfolk"))
    assert norfolk == ["Norfolk", "1,069", "East", "of", "England"]
    assert set(councils.table().councils) <= {line.split("  ")[0] for line in lines}
    assert councils.about()["attribution"] in " ".join(" ".join(lines).split())
    assert max(map(len, lines)) <= 80
    assert here() == []


def test_everything_can_be_had_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert carepath("init", "--list-councils", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"council": "Norfolk", "region": "East of England", "looked_after": 1069, "year": "2024-25"} in listed[
        "councils"
    ]
    assert carepath("init", "--council", "City of London", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scenario"] == "city_of_london.yaml"
    assert "the share who stay put at 18" in told["as_in_the_typical_council"]
    assert told["attribution"] == councils.about()["attribution"]
    assert carepath("init", "--json") == 0
    assert json.loads(capsys.readouterr().out)["scenario"] == "baseline.yaml"
    assert carepath("init", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"] == "UsageError"
