"""Rules about the starting caseload and those who arrive with time served."""

from __future__ import annotations

from collections.abc import Iterator

from carepath_sim.catalogue.caseload import MOST_TOLD, Row, and_others, parse
from carepath_sim.catalogue.documents import Document, KeyPath
from carepath_sim.catalogue.spelling import nearest
from carepath_sim.clock import age_on
from carepath_sim.errors import Problem
from carepath_sim.scenario.facts import admits
from carepath_sim.scenario.problems import at
from carepath_sim.scenario.schema import Study

NAMED = ("setting", "need")
"""Columns of which nothing else can be wrong than that there is nothing of the name."""


def rows_fit_their_settings(study: Study, document: Document) -> Iterator[Problem]:
    """Everyone on the first day lives in a setting that is in use and open to them."""
    rows, problems = parse(study.starting_caseload, "starting caseload")
    yield from problems
    found = [(index, wrong) for index, row in enumerate(rows) if (wrong := _wrong(row, study)) is not None]
    told = [_told(document, index, *wrong) for index, wrong in found[:MOST_TOLD]]
    yield from and_others(told, len(found))


def _told(document: Document, index: int, column: str, what: str, near: str) -> Problem:
    """The problem of a row: in its own table, or in the scenario that changed what it no longer fits."""
    path: KeyPath = ("starting_caseload",)
    is_absence = column in NAMED and not near
    if (*path, index) in document.marks:
        mark = document.mark((*path, index))
        return Problem(mark.file, mark.line, mark.column, column, what, nearest=near, is_absence=is_absence)
    return at(
        document,
        path,
        f"Row {index + 1} of the starting caseload: {what[:1].lower()}{what[1:]}",
        near=near,
        is_absence=is_absence,
    )


def _wrong(row: Row, study: Study) -> tuple[str, str, str] | None:
    """The first thing wrong with a row: its column, what, and the name it may stand for."""
    if row.setting not in study.settings:
        return "setting", f"There is no setting {row.setting!r} in use", nearest(row.setting, study.settings)
    if row.need not in study.demand.needs:
        return "need", f"There is no need group {row.need!r}", nearest(row.need, study.demand.needs)
    today, in_care = study.start.toordinal(), row.in_care_days
    age = age_on(today - row.born_days, today) if row.born_days < today else 0
    looked_after = study.settings[row.setting].looked_after
    if not admits(study, row.setting, age, row.need):
        return "born_days", f"Someone of {age} in the group {row.need} may not live in {row.setting}", ""
    if row.placed_days > row.born_days or (in_care or 0) > row.born_days:
        column = "placed_days" if row.placed_days > row.born_days else "in_care_days"
        return column, "The time served is longer than the life", ""
    if looked_after and in_care is None:
        return "in_care_days", f"Nothing is written for someone looked after in {row.setting}", ""
    if looked_after and in_care is not None and row.placed_days > in_care:
        what = f"{row.placed_days} days in the placement are more than the {in_care} days in care"
        return "placed_days", what, ""
    return None
