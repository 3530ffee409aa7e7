"""Problems on a screen: the line and its neighbours, a caret that stands right, and nothing but letters."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from carepath_sim.cli import framing
from carepath_sim.cli.framing import Sources, allowed_lines, facts, frame, painted, told
from carepath_sim.errors import Problem, plain
from tests.unit.cli.commands import carepath


def framed(tmp_path: Path, text: str | bytes, line: int, column: int, width: int = 80) -> list[str]:
    file = tmp_path / "a.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return frame(Problem(str(file), line, column, "", "Wrong"), Sources(), width)


def test_the_line_stands_between_its_neighbours(tmp_path: Path) -> None:
    lines = "".join(f"key{n}: value\n" for n in range(1, 12))
    assert framed(tmp_path, lines, 10, 8) == [
        "   9 | key9: value",
        "  10 | key10: value",
        "     |        ^^^^^",
        "  11 | key11: value",
    ]


@pytest.mark.parametrize(("line", "numbers"), [(1, ["1", "", "2"]), (2, ["1", "2", "", "3"]), (3, ["2", "3", ""])])
def test_the_first_and_the_last_line_have_one_neighbour(tmp_path: Path, line: int, numbers: list[str]) -> None:
    found = framed(tmp_path, "a: 1\nb: 2\nc: 3\n", line, 1)
    assert [row.split("|")[0].strip() for row in found] == numbers


@pytest.mark.parametrize("line", [0, 99])
def test_a_problem_without_a_line_has_no_frame(tmp_path: Path, line: int) -> None:
    assert framed(tmp_path, "a: 1\n", line, 1) == []
    assert frame(Problem("no_such.yaml", 1, 1, "", "Wrong"), Sources()) == []
    assert frame(Problem(str(tmp_path), 1, 1, "", "Wrong"), Sources()) == []


@pytest.mark.parametrize(
    ("line", "column", "shown", "before"),
    [
        ("\tkey: 1", 2, "    key: 1", 4),
        ("日本: x", 5, "日本: x", 6),
        ("e\u0301a: x", 5, "e\u0301a: x", 3),
        ("\x1b[31mred: x", 6, "\\x1b[31mred: x", 8),
        ("a\u202eb: x", 3, "a\\u202eb: x", 7),
        ("😀: x", 4, "😀: x", 4),
    ],
)
def test_the_caret_stands_under_what_it_points_at(
    tmp_path: Path, line: str, column: int, shown: str, before: int
) -> None:
    _, written, caret = framed(tmp_path, f"z: 1\n{line}", 2, column)
    assert written == f"  2 | {shown}"
    assert re.fullmatch(r"    \| ( *)\^+", caret)[1] == " " * before  # type: ignore[index]


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    assert framed(tmp_path, b"price: \xa35\n", 1, 8) == ["  1 | price: \\xa35", "    |        ^^^^"]


@pytest.mark.parametrize("column", [1, 40, 5_000, 9_999, 20_000])
@pytest.mark.parametrize("letter", ["x", "日", "\t", "\x00", "e\u0301"])
def test_a_line_without_end_is_cut_around_the_caret(tmp_path: Path, letter: str, column: int) -> None:
    found = framed(tmp_path, letter * 10_000, 1, column, width=60)
    assert all(framing._columns(row) <= 60 for row in found)
    assert "^" in found[-1]
    assert all(mark.isprintable() for row in found for mark in row)


def test_names_are_shortened_to_two_lines_and_counted() -> None:
    names = [f"name_{number}" for number in range(40)]
    lines = allowed_lines(", ".join(names) + " and 5 more", 60)
    assert len(lines) == 2
    left = re.search(r"and (\d+) more\.$", lines[-1])
    assert left
    assert " ".join(lines).count("name_") + int(left[1]) == 45
    sentence = "a sentence, which is no list, however many commas, one, two, three, four, five, six, and so long"
    assert "".join(allowed_lines(sentence, 40)).replace(" ", "").endswith("solong.")


def test_everything_fits_the_width_but_the_place(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\n")
    problem = Problem(str(file), 1, 1, "settings.hub", "word " * 50, "a, " * 50, "a", "mend " * 40)
    place, *others, last = told([problem], width=50)
    assert place == f"{file}:1:1 settings.hub"
    assert sum(line.startswith(("word", "Allowed: ", "Fix: ")) for line in others) == 3
    assert max(map(len, others)) <= 50
    assert last == "1 problem; nothing was run and nothing was written."


def test_a_screen_is_not_flooded_and_json_has_all() -> None:
    problems = [Problem("a.yaml", 0, 0, str(number), "Wrong") for number in range(framing.MOST_SHOWN + 3)]
    lines = list(told(problems))
    assert sum(line.startswith("a.yaml") for line in lines) == framing.MOST_SHOWN
    assert lines[-2:] == [
        "3 more problems not shown here: --json lists all of them.",
        "103 problems; nothing was run and nothing was written.",
    ]
    assert len(facts(problems)) == 103


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them() -> None:
    assert framing.paint_for(Terminal(), {"TERM": "xterm"}) is painted
    assert framing.paint_for(io.StringIO(), {"TERM": "xterm"}) is None
    assert framing.paint_for(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}) is None
    assert framing.paint_for(Terminal(), {"TERM": "dumb"}) is None
    problem = Problem("a.yaml", 0, 0, "", "Wrong")
    assert "\x1b[1ma.yaml\x1b[0m" in list(told([problem], paint=painted))
    assert not any("\x1b" in line for line in told([problem]))


@pytest.mark.parametrize(
    ("columns", "width"), [("", 80), ("100", 100), ("7", 40), ("9000", 120), ("wide", 80), ("0", 80)]
)
def test_the_width_is_that_of_the_terminal_within_reason(columns: str, width: int) -> None:
    assert framing.width_of(io.StringIO(), {"COLUMNS": columns}) == width


def test_json_has_the_frame_and_says_nothing_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("question: What?\nkind: strategik\nstart: 2026-04-01\nhorizon: 1 year\n")
    assert carepath("preview", str(file), "--json") == 3
    found = json.loads(capsys.readouterr().out)
    assert found["message"] == "1 problem; nothing was run and nothing was written."
    (problem,) = found["problems"]
    assert problem["nearest"] == "strategic"
    written = ["  1 | question: What?", "  2 | kind: strategik", "    | ^^^^", "  3 | start: 2026-04-01"]
    assert problem["frame"] == written


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chek"], "No such command 'chek'"),
        (["check"], "Missing argument"),
        (["check", "a.yaml", "--no-such"], "No such option"),
        (["run", "a.yaml", "--replications", "many"], "Invalid value"),
    ],
)
def test_a_call_that_makes_no_sense_is_told_in_json_too(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert carepath(*arguments, "--json") == 2
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["error"], found["problems"], err) == ("UsageError", [], "")
    assert says in found["message"]
    assert carepath(*arguments) == 2
    assert says.split("'")[0] in capsys.readouterr().err


def test_what_is_no_letter_stays_on_its_line() -> None:
    assert plain("a\nb\x1b[2J\u202e£é") == "a\\nb\\x1b[2J\\u202e£é"
    assert str(Problem("a\n.yaml", 1, 1, "k\x07", "What")) == "a\\n.yaml:1:1 k\\x07: What."


def test_a_page_of_codes_without_a_letter_ends_in_no_error(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("question: What of £5?\nkind: strategik\nprices: {entry: 日本}\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    for option in ((), ("--json",)):
        command = [sys.executable, "-m", "carepath_sim", "check", str(file), *option]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert (done.returncode, b"Traceback" in done.stderr) == (3, False)
        assert b"\\u65e5" in done.stdout + done.stderr
