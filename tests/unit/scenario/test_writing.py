"""A document put together from its scalars is the one that ruamel writes, and reads back as what it was made from."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from carepath_sim.scenario.writing import literal, to_yaml

TEXTS = st.sampled_from(["hub", "12 places", "16", "true", "it's: so", "", " ", "- a", "#", "£5", "two\nlines", "\x85"])
SCALARS = TEXTS | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, -0.0, 1.0, 1e300])
NODES = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3), max_leaves=12
)


def by_ruamel(data: Any) -> str:
    yaml = YAML()
    yaml.width = 1_000_000
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


@given(st.dictionaries(TEXTS, NODES, min_size=1, max_size=4))
def test_a_document_has_the_bytes_that_ruamel_gives_it(data: dict[str, Any]) -> None:
    assert to_yaml(data) == by_ruamel(data)


@pytest.mark.parametrize("key", ["hub", "16", "a name too long for a key of one line " * 4])
def test_keys_are_written_as_ruamel_writes_them(key: str) -> None:
    data = {"settings": {key: {"places": ["12 places", {key: []}]}}}
    assert to_yaml(data) == by_ruamel(data)


def test_a_long_text_ends_a_document_line_by_line() -> None:
    data, rows = {"start": "2026-04-01"}, "setting,need\nhub,general\n"
    assert to_yaml(data) + literal("rows", rows) == by_ruamel({**data, "rows": LiteralScalarString(rows)})
