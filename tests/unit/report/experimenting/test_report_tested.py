"""An analysis of sensitivity inside the report of a comparison, kept beside its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from carepath_sim.errors import BadInput, UsageError
from carepath_sim.experiments import store
from carepath_sim.experiments.sensitivity import keeping
from carepath_sim.experiments.sensitivity.folder import write as write_analysis
from carepath_sim.experiments.sensitivity.study import Plan, Sensitivity
from carepath_sim.report import ReportData, render
from carepath_sim.report.charts import OVERVIEW, grouped
from tests.unit.report import small_reports
from tests.unit.report.experimenting import made_up_analyses

Maker = Callable[..., ReportData]


def analysis(names: tuple[str, ...]) -> Sensitivity:
    """A made-up analysis that can be written."""
    return replace(made_up_analyses.analysis(names), plan=Plan())


def written(folder: Path) -> tuple[Path, dict[str, str]]:
    """A result that was really run, in its folder, and the complete documents of its scenarios."""
    comparison, resolved = small_reports.made()
    documents = {each.name: each.to_yaml() for each in resolved}
    store.write(folder / "result", comparison, store.Papers(documents, "page", "carepath compare", {}))
    return folder / "result", documents


def test_the_report_of_a_comparison_shows_the_tornado_and_what_turns_the_answer(study: Maker) -> None:
    data = study(("baseline", "hub"))
    found = analysis(("baseline", "hub"))
    tested = replace(data, tornado=found.tornado, switching=found.switching)
    (overview,) = (group for group in grouped(tested) if group.heading == OVERVIEW)
    assert [chart.key for chart in overview.charts][-1] == "tornado-cost_per_year"
    assert "replications of its own" in overview.charts[-1].notes[-1]
    page = render(tested)
    mind = page[page.index('id="assumed"') : page.index('id="charts"')]
    assert "what happens with Hazard of breakdown, foster care in-house" in mind
    assert "does not test what each would change" not in page


def test_a_report_without_an_analysis_is_as_it_was(study: Maker) -> None:
    data = study(("baseline", "hub"))
    assert not [chart for group in grouped(data) for chart in group.charts if chart.key.startswith("tornado")]
    assert "This report does not test what each would change." in render(data)


def test_an_analysis_is_kept_in_the_result_and_read_back(tmp_path: Path) -> None:
    result, documents = written(tmp_path)
    assert keeping.kept(result) == {}
    found = analysis(tuple(documents))
    write_analysis(tmp_path / "analysis", found, "carepath sensitivity", documents)
    keeping.keep(result, tmp_path / "analysis")
    again = keeping.kept(result)
    pd.testing.assert_frame_equal(again["tornado"], found.tornado)
    pd.testing.assert_frame_equal(again["switching"], found.switching)
    store.check_folder(result)
    comparison, resolved = small_reports.made()
    data = small_reports.report(comparison, resolved, analysis=again)
    assert len(data.tornado) == len(found.tornado)


def test_an_analysis_of_something_else_is_refused(tmp_path: Path) -> None:
    result, documents = written(tmp_path)
    first, second = documents
    for number, (names, said) in enumerate(
        (((first, "stranger"), "which .* does not compare"), ((second, first), "takes differences from"))
    ):
        folder = tmp_path / f"analysis {number}"
        write_analysis(folder, analysis(names), "", {name: documents.get(name, "") for name in names})
        with pytest.raises(UsageError, match=said):
            keeping.keep(result, folder)
    changed = {**documents, second: documents[second].replace("9 places", "8 places")}
    assert changed != documents
    write_analysis(tmp_path / "changed", analysis((first, second)), "", changed)
    with pytest.raises(UsageError, match="a number of it was changed in between"):
        keeping.keep(result, tmp_path / "changed")
    assert keeping.kept(result) == {}


def test_a_damaged_table_says_what_to_do(tmp_path: Path) -> None:
    result, documents = written(tmp_path)
    write_analysis(tmp_path / "analysis", analysis(tuple(documents)), "", documents)
    keeping.keep(result, tmp_path / "analysis")
    (result / "sensitivity_tornado.csv").write_text("factor,at_low\na,b\n", encoding="utf-8")
    with pytest.raises(BadInput, match="name the analysis again"):
        keeping.kept(result)
