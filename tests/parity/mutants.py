"""The compiled engine with something in its source changed, run by the interpreter.

Its modules are read from their files, given another package name and executed; numba is
switched off in them, so that a change shows at once and nothing is compiled or cached.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from carepath_sim.engines import compiled
from carepath_sim.eventlog import EventLog
from carepath_sim.model import Model

Simulate = Callable[[Model, int, int], EventLog]
Edit = tuple[str, str, str, str]
"""Module, function, and the words in it that are replaced, which must be there once, by others."""

PACKAGE, MUTANT = compiled.__name__, "mutant_of_the_compiled_engine"
FOLDER = Path(compiled.__path__[0])
OFF = ("compiling", "COMPILES = has_numba() and", "COMPILES = False and")


@dataclass(frozen=True)
class Fault:
    """Something wrong with a rule of the contract: the edits of the source that make it so."""

    rule: int
    name: str
    edits: tuple[Edit, ...]


@contextmanager
def mutant(*edits: Edit) -> Iterator[Simulate]:
    """The `simulate` of the engine after some edits; ValueError if words to be replaced are not there just once."""
    codes = dict(_codes())
    changed: dict[str, str] = {}
    for module, function, old, new in edits:
        changed[module] = edited(changed.get(module) or sources()[module], function, old, new)
    codes |= {module: _code(module, source) for module, source in changed.items()}
    finder = _Finder(codes)
    sys.meta_path.insert(0, finder)
    try:
        yield _import(MUTANT).simulate
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == MUTANT]:
            del sys.modules[name]


def edited(source: str, function: str, old: str, new: str) -> str:
    """A module's source with words of one of its functions replaced; of the module itself if none is named."""
    if not function:
        return _replaced(source, "the module", old, new)
    found = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    if len(found) != 1:
        raise ValueError(f"there is no function {function}")
    first, last = found[0].lineno - 1, found[0].end_lineno
    lines = source.splitlines(keepends=True)
    body = "".join(lines[first:last])
    return "".join(lines[:first]) + _replaced(body, function, old, new) + "".join(lines[last:])


def _replaced(text: str, where: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"{where} has {text.count(old)} times, not once: {old}")
    return text.replace(old, new)


@cache
def sources() -> dict[str, str]:
    """The source of every module of the engine, under the name of the mutant and with numba off."""
    found = {}
    for file in FOLDER.glob("*.py"):
        source = file.read_text(encoding="utf-8").replace(PACKAGE, MUTANT)
        if file.stem == OFF[0]:
            assert source.count(OFF[1]) == 1, "where the engine decides whether to compile has changed"
            source = source.replace(*OFF[1:])
        found[file.stem] = source
    return found


@cache
def _codes() -> dict[str, CodeType]:
    return {module: _code(module, source) for module, source in sources().items()}


def _code(module: str, source: str) -> CodeType:
    return compile(source, f"<{module} of a mutant>", "exec", dont_inherit=True)


def _import(name: str) -> Any:
    __import__(name)
    return sys.modules[name]


class _Finder(MetaPathFinder, Loader):
    """Finds the mutant's modules in memory."""

    def __init__(self, codes: dict[str, CodeType]) -> None:
        self.codes = codes

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        package, _, module = fullname.partition(".")
        if package != MUTANT or (module or "__init__") not in self.codes:
            return None
        return spec_from_loader(fullname, self, is_package=not module)

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__.partition(".")[2] or "__init__"
        module.__file__ = str(FOLDER / f"{name}.py")
        exec(self.codes[name], vars(module))
