"""Every block of every page is run or checked; a block of a kind that nothing here knows is a failure."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.documents.pages import (
    BROKEN,
    CHANGELOG,
    DESIGN,
    HANDBOOK,
    MARKED,
    PAGES,
    PICTURE,
    PRINTED,
    PYTHON,
    README,
    ROOT,
    SCENARIO,
    SHELL,
    WINDOWS,
    Block,
    arguments_of,
    blocks,
    blocks_in,
    carepath,
    copy_of_scenarios,
    saved,
    text_of,
)

KINDS = {
    README: {MARKED, SHELL, WINDOWS, PRINTED, SCENARIO, PYTHON},
    HANDBOOK: {MARKED, SHELL, PRINTED, SCENARIO, BROKEN},
    DESIGN: {PICTURE},
    CHANGELOG: set[str](),
}
"""What is tested, by page: each kind here has its test below, or in test_readme.py."""
INSTALLS = (
    "py -m pip install --user .",
    "py -m pip wheel . --wheel-dir wheels",
    "py -m pip install --user --no-index --find-links wheels carepath_sim",
)
"""The lines of pages that are not run here: tests install nothing. CI runs the marked commands."""
MAY_FIND = ("validate", "compare", "run")
"""Commands that end with 1 where they found something, as with 2 replications some do."""


def unknown(page: str, text: str) -> list[str]:
    """The blocks that no test knows, and what looks like code outside any fence."""
    found = blocks_in(text, page)
    told = [f"{page}:{block.line} {block.kind!r}" for block in found if block.kind not in KINDS[page]]
    prose = re.sub(r"^ *(```|~~~).*?^ *\1.*?$", "", text, flags=re.MULTILINE | re.DOTALL)
    return told + [f"{page}: {line}" for line in prose.splitlines() if line.startswith(("    ", "\t"))]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_tested(page: str) -> None:
    assert unknown(page, text_of(page)) == []


@pytest.mark.parametrize(
    "text",
    ["```bash\nls\n```\n", "```\nls\n```\n", "~~~sh\nls\n~~~\n", "```yaml\nnever: closed\n", "Type:\n\n    ls\n"],
)
def test_a_block_of_another_kind_would_be_noticed(text: str) -> None:
    assert unknown(DESIGN, f"# A page\n\n{text}") != []


@pytest.mark.parametrize("page", [README, HANDBOOK])
def test_the_scenarios_shown_are_good_ones_and_the_broken_ones_are_not(page: str, tmp_path: Path) -> None:
    folder = copy_of_scenarios(tmp_path)
    good = [saved(block, folder) for block in blocks(page, SCENARIO)]
    finished = carepath(["check", *good], folder)
    assert good
    assert finished.returncode == 0, finished.stderr
    for block in blocks(page, BROKEN):
        assert carepath(["check", saved(block, folder)], folder).returncode == 3


def test_errors_are_printed_as_the_page_says(tmp_path: Path) -> None:
    folder = copy_of_scenarios(tmp_path)
    for block in blocks(HANDBOOK, BROKEN):
        saved(block, folder)
    printed = blocks(HANDBOOK, PRINTED)
    assert printed
    for block in printed:
        command, output = asked(block)
        finished = carepath(arguments_of(command), folder)
        assert (finished.stdout + finished.stderr).strip() == output.strip()


@pytest.mark.slow
@pytest.mark.parametrize("page", [README, HANDBOOK])
def test_what_is_to_be_typed_can_be_typed_in_order(page: str, tmp_path: Path) -> None:
    folder = copy_of_scenarios(tmp_path)
    for block in blocks(page, SCENARIO, SHELL):
        if block.kind == SCENARIO:
            saved(block, folder)
            continue
        for line in block.text.splitlines():
            arguments = arguments_of(line)
            finished = carepath(arguments, folder)
            fine = (0, 1) if arguments[0] in MAY_FIND else (0,)
            assert finished.returncode in fine, f"{line}\n{finished.stderr}"
            assert "Traceback" not in finished.stderr, f"{line}\n{finished.stderr}"


def test_on_windows_the_same_is_typed() -> None:
    lines = [line for block in blocks(README, WINDOWS) for line in block.text.splitlines()]
    (marked,) = (block.text for block in blocks(README, MARKED) if block.marker == "main command")
    runs = [line for line in lines if line not in INSTALLS]
    assert set(INSTALLS) <= set(lines)
    assert [arguments_of(line) for line in runs] == [arguments_of(marked.strip().split(" && ")[1])]
    assert all("\\" in line and "/" not in line for line in runs)


def test_python_blocks_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks(README, PYTHON)
    exec(compile(block.text, README, "exec"), {})
    assert re.search(r"\d+ things happened to \d+ young people", capsys.readouterr().out)


@pytest.mark.slow
def test_the_main_command_finds_what_the_readme_says(tmp_path: Path) -> None:
    folder = copy_of_scenarios(tmp_path)
    (block,) = blocks(README, PRINTED)
    command, output = asked(block)
    finished = carepath(arguments_of(command), folder, few=False)
    told = finished.stdout.replace("\\", "/") if sys.platform == "win32" else finished.stdout
    assert finished.returncode == 0, finished.stderr
    assert told.split() == output.split(), "the README's figures, and its picture, are old: make them anew"


def test_the_layers_drawn_are_the_layers_kept() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    drawn = [block.text.split("\n")[:-1] for block in blocks(DESIGN, PICTURE)]
    assert contract[0]["layers"] in drawn


def test_the_way_through_names_what_there_is() -> None:
    way = blocks(DESIGN, PICTURE)[0].text
    names = re.findall(r"\b(?:engines\.compiled|catalogue|build|metrics|experiments|report|explorer)\b", way)
    assert set(names) == {"engines.compiled", "catalogue", "build", "metrics", "experiments", "report", "explorer"}
    assert all((ROOT / "carepath_sim" / name.replace(".", "/")).is_dir() for name in names)


def asked(block: Block) -> tuple[str, str]:
    """The command of a block of output, and what it prints, wrapped as it may be."""
    command, _, output = block.text.partition("\n")
    assert command.startswith("$ "), f"{block.page}:{block.line} does not begin with a command"
    assert "\n$ " not in output, f"{block.page}:{block.line} has more than one command"
    return command.removeprefix("$ "), output
