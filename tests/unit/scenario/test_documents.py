"""YAML with its lines kept, and with less of it than the standard allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath_sim.catalogue.documents import Mark, read, read_text, words


def test_every_value_knows_its_line_and_column():
    document, problems = read_text("a: 1\nb:\n  - c: x\n  - [y, z]\n", "f.yaml")
    assert problems == []
    assert document.data == {"a": 1, "b": [{"c": "x"}, ["y", "z"]]}
    assert document.mark(("b", 0, "c")) == Mark("f.yaml", 3, 5)
    assert document.mark(("b", 1, 1)) == Mark("f.yaml", 4, 9)
    assert document.mark(("b", 1, 1, "not", "there")) == Mark("f.yaml", 4, 9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-7", -7),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("null", None),
        ("yes", "yes"),
        ("no", "no"),
        ("2026-04-01", "2026-04-01"),
        ("12 places", "12 places"),
        ("'12'", "12"),
        ("99999999999999999999999", 1e23),
        ("1e999", float("inf")),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text, value):
    document, problems = read_text(f"a: {text}", "f")
    assert problems == []
    assert document.data["a"] == value
    assert type(document.data["a"]) is type(value)


def test_every_problem_of_a_file_is_told():
    _, problems = read_text("a: 1\na: 2\nb: &x 1\nc: !t 2\n? [k]\n: 1\n", "f")
    assert [(problem.line, problem.path) for problem in problems] == [(2, "a"), (3, "b"), (4, "c"), (5, "")]


def test_a_bomb_of_aliases_is_not_unfolded():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    document, problems = read_text("\n".join(lines), "f")
    assert len(problems) == 60
    assert document.data["a59"] == [None, None]


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(text):
    document, problems = read_text(text, "f")
    assert problems or isinstance(document.data, dict)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "f.yaml"
    path.write_bytes(data)
    document, problems = read(path, "f.yaml")
    assert problems or isinstance(document.data, dict)


def test_paths_are_written_as_people_count():
    assert words(("effects", 0, "set_places", "to", 2)) == "effects[1].set_places.to[3]"
