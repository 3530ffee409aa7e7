"""What `carepath_sim` offers by name, and that it offers nothing else."""

from __future__ import annotations

import inspect
from types import ModuleType

import carepath_sim
from carepath_sim import errors
from tests.architecture.python_process import python

PROMISED = {"load", "resolve", "build", "simulate", "run", "compare", "Model", "Prices", "EventLog"}
ERRORS = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}


def test_everything_in_all_is_there_and_named_once() -> None:
    assert len(set(carepath_sim.__all__)) == len(carepath_sim.__all__)
    assert [name for name in carepath_sim.__all__ if not hasattr(carepath_sim, name)] == []


def test_what_users_are_promised_is_in_all() -> None:
    assert set(carepath_sim.__all__) >= PROMISED | ERRORS


def test_a_name_means_the_same_after_a_module_of_that_name_was_imported() -> None:
    """`build` is a function and a package, and importing the package binds its name in the parent."""
    python("import carepath_sim.build.tables\nfrom carepath_sim import build\nassert callable(build), build")


def test_nothing_else_is_public() -> None:
    found = {
        name
        for name, value in vars(carepath_sim).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "annotations"
    }
    assert found <= set(carepath_sim.__all__)
    assert set(dir(carepath_sim)) >= set(carepath_sim.__all__)


def test_every_error_can_be_caught_by_the_root_of_the_tree() -> None:
    assert all(issubclass(getattr(carepath_sim, name), carepath_sim.CarepathError) for name in ERRORS)


def test_public_things_say_what_they_are() -> None:
    public = [getattr(carepath_sim, name) for name in carepath_sim.__all__]
    assert [thing for thing in public if callable(thing) and not inspect.getdoc(thing)] == []
