"""At least nine misspellings in ten are answered with the name that was meant."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from carepath_sim.catalogue.spelling import nearest
from carepath_sim.errors import BadInput
from carepath_sim.metrics import METRICS
from carepath_sim.scenario.load import from_text
from carepath_sim.scenario.resolve import resolve
from tests.broken.slips import HEAD, Sheet, keys, metrics, names, units

LEAST = 0.9
SAMPLED = ("keys of a scenario", "keys of teams.social_work", "policies", "units")


def missed(sheet: Sheet) -> list[str]:
    """Every slip of a sheet that is not answered on its line with what was meant."""
    with pytest.raises(BadInput) as caught:
        resolve(from_text(sheet.text, "sheet"))
    answers = {(problem.line, _last_word(problem.nearest)) for problem in caught.value.problems}
    return [f"{slip.typed} for {slip.meant}" for slip in sheet.slips if (slip.line, slip.meant) not in answers]


def _last_word(answer: str) -> str:
    """The word in question of an answer such as `5 young people`, and of `29% per year`."""
    words = answer.split()
    return "per" if words[:1] == ["29%"] and words[1:2] == ["per"] else words[-1] if words else ""


def share_answered(sheets: Iterable[Sheet]) -> tuple[float, dict[str, list[str]]]:
    wrong: dict[str, list[str]] = {}
    count = 0
    for sheet in sheets:
        count += len(sheet.slips)
        wrong.setdefault(sheet.kind, []).extend(missed(sheet))
    return 1 - sum(map(len, wrong.values())) / count, wrong


def every_sheet() -> list[Sheet]:
    return [*keys(), *names(), *units()]


def test_most_slips_are_answered() -> None:
    share, wrong = share_answered(sheet for sheet in every_sheet() if sheet.kind in SAMPLED)
    assert share >= LEAST, wrong


@pytest.mark.slow
def test_most_slips_in_every_key_name_and_unit_are_answered() -> None:
    sheets = every_sheet()
    share, wrong = share_answered(sheets)
    assert sum(len(sheet.slips) for sheet in sheets) > 3_000
    assert share >= LEAST, wrong
    for kind in {sheet.kind for sheet in sheets}:
        part, of_kind = share_answered([sheet for sheet in sheets if sheet.kind == kind])
        assert part >= 0.8, of_kind


def test_most_slips_in_metrics_are_answered() -> None:
    slips = metrics()
    right = sum(nearest(slip.typed, METRICS) == slip.meant for slip in slips)
    assert right >= LEAST * len(slips) > 0


def test_a_slip_is_a_slip() -> None:
    """The sheets themselves are in order but for their slips."""
    assert resolve(from_text(HEAD, "sheet")).question == "What if?"
