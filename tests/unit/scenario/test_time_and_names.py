"""How long a study runs, what it may be called, and the file its caseload is read from."""

from datetime import date, timedelta

import pytest

from carepath_sim.build import build_model
from carepath_sim.clock import DAY
from carepath_sim.errors import BadInput
from carepath_sim.scenario import resolve_all
from tests.unit.conftest import CATALOGUE

STUDY = "question: What if?\nkind: strategic\n"


def built(path):
    return build_model(resolve_all([path], CATALOGUE)[0])[0]


@pytest.mark.parametrize(
    ("start", "horizon", "end"),
    [
        ("2026-04-01", "5 years", "2031-04-01"),
        ("2026-04-01", "1 year", "2027-04-01"),
        ("2027-04-01", "1 years", "2028-04-01"),
        ("2025-03-01", "7 years", "2032-03-01"),
        ("2028-02-29", "1 year", "2029-03-01"),
        ("2028-02-29", "4 years", "2032-02-29"),
        ("2026-04-01", "100 years", "2126-04-01"),
    ],
)
def test_whole_years_end_on_the_same_date(write, start, horizon, end):
    path = write()
    path.write_text(f"{STUDY}start: {start}\nhorizon: {horizon}\n", encoding="utf-8")
    assert date.fromisoformat(start) + timedelta(days=built(path).horizon // DAY) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("horizon", "days"), [("365 days", 365), ("52 weeks", 364), ("12 months", 365), ("1.5 years", 548), ("48 hours", 2)]
)
def test_other_times_are_so_many_days(write, horizon, days):
    path = write()
    path.write_text(f"{STUDY}start: 2027-04-01\nhorizon: {horizon}\n", encoding="utf-8")
    assert built(path).horizon == days * DAY


@pytest.mark.parametrize("name", ["hub", "no_heads-on.beds_2", "A", "x" * 80, "-", "_"])
def test_a_plain_word_is_a_name(resolved, name):
    assert resolved(f"name: '{name}'\n").name == name


@pytest.mark.parametrize(
    "name", ["../up", "a/b", "a\\\\b", ".hidden", "..", "two words", "x" * 81, "a\\n", "bell\\a", "caf\u00e9", "a:b"]
)
def test_anything_else_is_no_name(resolved, name):
    with pytest.raises(BadInput, match="cannot be the name of a scenario"):
        resolved(f'name: "{name}"\n')


def test_a_file_whose_name_is_no_word_needs_a_name(resolved):
    with pytest.raises(BadInput, match="rename the file, or add `name:`"):
        resolved("", "my scenario.yaml")
    assert resolved("name: mine\n", "my scenario.yaml").name == "mine"


def test_a_table_saved_by_a_spreadsheet_is_read(resolved, tmp_path):
    header = "setting,need,born_days,placed_days,in_care_days,worker_days"
    (tmp_path / "table.csv").write_bytes(f"\ufeff{header}\nfoster,general,5000,10,10,\n".encode())
    assert len(resolved("starting_caseload: table.csv\n").caseload()) == 1
