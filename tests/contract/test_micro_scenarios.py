"""Every micro-scenario on every engine, under two seeds: the log must be the expected one, line by line."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.contract.case_file import Case, one_spaced, read_case
from tests.contract.engine_list import ENGINES
from tests.contract.plain_log import plain
from tests.contract.small_model import small_model

HERE = Path(__file__).parent
FILES = sorted((HERE / "cases").glob("*.txt"))
SEEDS = ((1, 0), (20260401, 7))

RULES_THAT_SAY_WHAT_HAPPENS = {
    *("1", "2", "4", "5", "6", "7"),
    *(str(number) for number in range(9, 16)),
    *(str(number) for number in range(16, 49)),
}
"""Left out: 3 and 8 say how tables are read and numbers made, and 49 to 52 what build refuses.

Rules 9 to 13 are about luck itself: the cases with certain luck show what they can, `test_addresses.py` and
`test_arrivals.py` the rest.
Rules 47 and 48 stop a run, so they have no log to expect: `test_guards.py` shows them.
"""
DRAIN_RULES = ("44a", "44b", "44 order")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_log_is_the_expected_one(path: Path, engine: str) -> None:
    case = read_case(path)
    model = small_model(case.description)
    for seed, replication in SEEDS:
        log = ENGINES[engine](model, seed, replication)
        got = [one_spaced(line) for line in plain(log)]
        assert got == case.expected, comparison(case, got)
        if case.events is not None:
            assert log.events == case.events, f"{case.title}: {log.events} events left a row, not {case.events}"


def comparison(case: Case, got: list[str]) -> str:
    """What differs, with the case's title and rules above it."""
    lines = difflib.ndiff(case.expected, got)
    shown = "\n".join(line for line in lines if not line.startswith("?"))
    return f"{case.title} (rules {', '.join(sorted(case.rules))}); - expected, + got:\n{shown}"


def test_there_are_at_least_sixty_cases() -> None:
    assert len(FILES) >= 60


def test_case_names_and_titles_are_their_own() -> None:
    numbers = Counter(path.name.split("_")[0] for path in FILES)
    titles = Counter(read_case(path).title for path in FILES)
    assert not [item for item, count in (numbers + titles).items() if count > 1]


def rules_shown() -> Counter[str]:
    """How many cases, or named tests beside them, show each rule; part of a rule counts for the whole as well."""
    shown: Counter[str] = Counter()
    for path in FILES:
        rules = read_case(path).rules
        shown.update(rules | {re.match(r"\d+", rule).group() for rule in rules})  # type: ignore[union-attr]
    for path in HERE.glob("test_*.py"):
        shown.update(re.findall(r"^def test_rule_(\d+)_", path.read_text(encoding="utf-8"), re.MULTILINE))
    return shown


def test_every_rule_that_says_what_happens_is_shown() -> None:
    shown = rules_shown()
    assert not sorted(RULES_THAT_SAY_WHAT_HAPPENS - set(shown), key=int)


@pytest.mark.parametrize("rule", DRAIN_RULES)
def test_each_part_of_the_drain_is_shown_twice(rule: str) -> None:
    assert rules_shown()[rule] >= 2


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(ValueError, match="plases"):
        small_model({"settings": {"hub": None}, "pools": {"hub": {"plases": 1}}})
