"""Files of another encoding, and marks that are no text, are told where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from carepath_sim.catalogue.documents import read, read_text

TEXT = "question: What of £5?\nkind: strategic\n"


def said(tmp_path: Path, content: bytes) -> list[str]:
    file = tmp_path / "a.yaml"
    file.write_bytes(content)
    return [str(problem).replace(str(file), "a.yaml") for problem in read(file, str(file))[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_and_without_its_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(TEXT.encode(encoding))
    document, problems = read(file, "a.yaml")
    assert (document.data, problems) == ({"question": "What of £5?", "kind": "strategic"}, [])
    assert document.mark(("question",))[1:3] == (1, 1)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32")],
)
def test_other_encodings_have_their_name(tmp_path: Path, encoding: str, name: str) -> None:
    (line,) = said(tmp_path, TEXT.encode(encoding))
    assert line == f"a.yaml: The file is {name}. Allowed: UTF-8 text. Fix: save the file as UTF-8."


def test_a_byte_of_windows_is_told_with_what_it_was_there(tmp_path: Path) -> None:
    (line,) = said(tmp_path, TEXT.encode("cp1252"))
    assert line.startswith("a.yaml:1:19: Byte A3 is not UTF-8; in Windows-1252 it is '£'.")


def test_many_are_counted(tmp_path: Path) -> None:
    lines = said(tmp_path, b"question: " + b"\xff" * 25 + b"\n")
    assert len(lines) == 10
    assert "15 more follow" in lines[-1]


def test_a_space_that_is_none_is_told_where_it_stands(tmp_path: Path) -> None:
    (line,) = said(tmp_path, "question: a\nkind:\u00a0strategic\nstart: 2026-04-01\n".encode())
    assert line.startswith("a.yaml:2:6: The space here is U+00A0")
    assert said(tmp_path, "question: 5\u00a0places are what?\n".encode()) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: " + "[" * 900, "1:404"), ("a:\n" + "- " * 2_000, "2:"), ("a: 1\n---\nb: 1\n", "3:1"), ("- a\n", "1:1")],
)
def test_what_is_wrong_with_the_whole_has_a_place(text: str, place: str) -> None:
    (problem,) = read_text(text, "a.yaml")[1]
    assert str(problem).startswith(f"a.yaml:{place}")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no file without end here")
def test_a_file_without_end_is_not_read_to_it() -> None:
    assert "too large" in str(read(Path("/dev/zero"), "zero")[1][0])
