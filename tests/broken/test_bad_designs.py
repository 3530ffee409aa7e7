"""Every bad design of the corpus says exactly what is wrong with it, all of it, before anything runs.

A case is a sweep file `designs/<name>.yaml`, or a command's files and options, a line each, in
`designs/<name>.options`; what is said of it is in `designs/<name>.txt`. Files whose names begin
with an underscore are scenarios that cases use.
"""

from pathlib import Path

import pytest

from carepath_sim.cli.framing import Sources, frame
from carepath_sim.errors import BadInput
from carepath_sim.experiments.designs.planning import prepared
from carepath_sim.experiments.designs.request import Request
from carepath_sim.experiments.designs.vary_options import from_options

HERE = Path(__file__).parent
FOLDER = HERE / "designs"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".yaml", ".options") and path.name[0] != "_")
MANY = ("vary", "uncertain", "set", "outcome")
NUMBERS = ("samples", "replications", "seed", "at-most")


def asked(case: Path) -> Request:
    if case.suffix == ".yaml":
        return from_options([case.name])
    files, options = [], {}
    for line in case.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            files.append(line)
            continue
        name, _, value = line[2:].partition("=")
        if name in MANY:
            options.setdefault({"set": "set_", "outcome": "outcomes"}.get(name, name), []).append(value)
        else:
            options[name.replace("-", "_")] = int(value) if name in NUMBERS else value
    return from_options(files, **options)


def problems_of(case: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        prepared(asked(case), HERE / "catalogue")
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_bad_design_says_what_is_wrong(case, monkeypatch):
    monkeypatch.chdir(FOLDER)
    found = problems_of(case)
    assert f"{found}\n" == case.with_suffix(".txt").read_text(encoding="utf-8")
    for problem in found.problems:
        shown = frame(problem, Sources())
        assert bool(shown) == bool(problem.line), problem
        assert sum("^" in line for line in shown) == bool(problem.line)


def test_the_corpus_is_complete():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in CASES}
    assert len(CASES) >= 20
