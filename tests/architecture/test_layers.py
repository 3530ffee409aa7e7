"""Imports point only downwards, go round in no circle, and keep engines away from files and frames."""

from __future__ import annotations

import tomllib

import pytest

from tests.architecture.python_process import BARE_PACKAGE, ROOT, python

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
ABOVE_ENGINES = ("scenario", "catalogue", "build", "metrics", "experiments", "report", "cli")
NOT_FOR_ENGINES = ("pandas", "pydantic", "ruamel", "yaml", "scipy", "plotly", "pyarrow", "typer")


def test_the_import_contracts_are_kept() -> None:
    pytest.importorskip("importlinter")
    python("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")


def test_every_module_stands_in_a_layer() -> None:
    """A room that no layer names could import whatever it likes."""
    layers = [contract["layers"] for contract in CONTRACTS if contract.get("containers") == ["carepath_sim"]]
    assert len(layers) == 1
    named = {name.strip(" ()") for layer in layers[0] for name in layer.replace(":", "|").split("|")}
    rooms = {path.stem for path in (ROOT / "carepath_sim").glob("*.py")} - {"__init__", "__main__"}
    rooms |= {path.parent.name for path in (ROOT / "carepath_sim").glob("*/__init__.py")}
    assert rooms <= named, f"in no layer: {sorted(rooms - named)}"


def test_no_import_goes_round_in_a_circle() -> None:
    grimp = pytest.importorskip("grimp")
    graph = grimp.build_graph("carepath_sim", exclude_type_checking_imports=True, cache_dir=None)
    remaining = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    while leaves := {module for module, imports in remaining.items() if not imports & remaining.keys()}:
        remaining = {module: imports for module, imports in remaining.items() if module not in leaves}
    assert sorted(remaining) == [], "these modules import one another, or what does"


@pytest.mark.parametrize(("engine", "module"), [("reference", "pathway"), ("compiled", "kernel")])
def test_an_engine_loads_nothing_that_reads_files_or_makes_frames(engine: str, module: str) -> None:
    loaded = python(f"{BARE_PACKAGE}import carepath_sim.engines.{engine}\nprint(*sys.modules)").split()
    assert f"carepath_sim.engines.{engine}.{module}" in loaded
    packages = {name.split(".")[0] for name in loaded}
    numba_loads = {"scipy", "yaml"} if engine == "compiled" else set()
    assert sorted((packages & set(NOT_FOR_ENGINES)) - numba_loads) == []
    rooms = {name.split(".")[1] for name in loaded if name.startswith("carepath_sim.")}
    assert sorted(rooms & set(ABOVE_ENGINES)) == []
