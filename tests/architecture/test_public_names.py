"""What `carepath_sim` offers by name, and that it offers nothing else."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import carepath_sim
from carepath_sim import errors
from tests.architecture.python_process import python

PROMISED = {"load", "resolve", "build_model", "simulate", "run", "compare", "Model", "Prices", "EventLog"}
ERRORS = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}


def test_everything_in_all_is_there_and_named_once() -> None:
    assert len(set(carepath_sim.__all__)) == len(carepath_sim.__all__)
    assert [name for name in carepath_sim.__all__ if not hasattr(carepath_sim, name)] == []


def test_what_users_are_promised_is_in_all() -> None:
    assert set(carepath_sim.__all__) >= PROMISED | ERRORS


def test_no_public_name_is_also_that_of_a_module() -> None:
    """Importing such a module would put it in the place of the public thing."""
    modules = {path.stem for path in Path(carepath_sim.__file__).parent.iterdir()}
    assert modules & set(carepath_sim.__all__) == set()


def test_a_worker_that_runs_an_engine_loads_no_more_than_that() -> None:
    heavy = "pandas", "pydantic", "ruamel", "plotly", "typer"
    python(f"import sys\nimport carepath_sim.engines.reference\nassert not set({heavy}) & set(sys.modules)")


def test_the_command_loads_no_tables_before_it_is_given_something_to_do() -> None:
    """A slip in a call, `--help` and completion answer at once."""
    heavy = "numpy", "pandas", "scipy"
    python(f"import sys\nimport carepath_sim.cli\nassert not set({heavy}) & set(sys.modules)")


def test_nothing_else_is_public() -> None:
    found = {
        name
        for name, value in vars(carepath_sim).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and name not in ("annotations", "import_module", "TYPE_CHECKING", "Any")
    }
    assert found <= set(carepath_sim.__all__)
    assert set(dir(carepath_sim)) >= set(carepath_sim.__all__)


def test_every_error_can_be_caught_by_the_root_of_the_tree() -> None:
    assert all(issubclass(getattr(carepath_sim, name), carepath_sim.CarepathError) for name in ERRORS)


def test_public_things_say_what_they_are() -> None:
    public = [getattr(carepath_sim, name) for name in carepath_sim.__all__]
    assert [thing for thing in public if callable(thing) and not inspect.getdoc(thing)] == []
