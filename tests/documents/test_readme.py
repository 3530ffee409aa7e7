"""What the pages promise beside their blocks: the marked commands, the tables, the links, the picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from carepath_sim.cli.grouping import HOMES
from tests.documents.pages import HANDBOOK, MARKED, PAGES, README, ROOT, blocks, carepath, section, text_of

LARGEST_PICTURE = 200_000
FIVE_MINUTES = 1_600
"""Words, tables and commands included, of which somebody who wants to know reads more than 300 a minute."""
LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"\]\(([^)#]+)\)", text_of(page))
    if not target.startswith("https://")
]


def command_after(marker: str) -> str:
    """The command in the fenced block that follows a marker."""
    (found,) = (block.text.strip() for block in blocks(README, MARKED) if block.marker == marker)
    return found


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the main command writes with two replications, and the explorer of it."""
    install, run = command_after("main command").split(" && ")
    assert install == "python -m pip install ."
    program, *arguments = run.split()
    assert program == "carepath"
    out = tmp_path_factory.mktemp("readme") / "results"
    finished = carepath([*arguments, "--events", "--out", str(out)], ROOT)
    assert finished.returncode in (0, 1), finished.stderr
    assert "report.html" in finished.stdout, finished.stderr
    explored = carepath(["explore", str(out)], ROOT)
    assert explored.returncode == 0, explored.stderr
    return out


def test_the_main_command_writes_a_report(results: Path) -> None:
    assert (results / "report.html").stat().st_size > 100_000


def test_the_table_of_results_names_what_is_written_and_nothing_else(results: Path) -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", section(README, "What you get"), flags=re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    written = {re.sub(r".*\.resolved\.yaml", "<scenario>.resolved.yaml", path.name) for path in results.iterdir()}
    assert named == written


def test_the_test_command_is_the_one_ci_runs() -> None:
    assert command_after("test command") == 'python -m pip install ".[test]" && python -m pytest'
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_table_of_scenarios_is_complete() -> None:
    named = set(re.findall(r"`(\w+\.yaml)`", section(HANDBOOK, "The scenarios shipped")))
    assert named == {path.name for path in (ROOT / "scenarios").glob("*.yaml")}
    assert f"{len(named)} scenarios shipped" in " ".join(text_of(README).split())


def test_the_table_of_commands_is_complete() -> None:
    named = re.findall(r"^\| `carepath (\w+)", section(HANDBOOK, "Commands"), flags=re.MULTILINE)
    assert sorted(named) == sorted(HOMES)


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(text_of(README).split()) <= FIVE_MINUTES


def test_the_picture_is_small_and_says_what_it_shows() -> None:
    ((words, target),) = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", text_of(README))
    picture = (ROOT / target).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < LARGEST_PICTURE
    assert len(words.split()) > 10


@pytest.mark.parametrize(("page", "target"), LINKS)
def test_every_link_to_a_file_leads_somewhere(page: str, target: str) -> None:
    assert ((ROOT / page).parent / target).exists()
