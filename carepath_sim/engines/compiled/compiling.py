"""The door to numba: what is decorated here is compiled, or left to the interpreter where numba is missing or off.

Compiled code is kept in a folder of the user's, under a name that changes with every source
line it was made from, with numba, Python and the processor. numba by itself would notice a change of
the file that holds the outermost function and of no other. Where the folder cannot be
written, every process compiles for itself.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

from carepath_sim import clock, draws, eventlog, model

Function = TypeVar("Function", bound=Callable[..., Any])

CACHE_VARIABLE = "CAREPATH_CACHE_DIR"
OFF = "NUMBA_DISABLE_JIT"
CHECKED = "CAREPATH_CHECKED"
SOURCES = (Path(__file__).parent, *(Path(str(module.__file__)) for module in (clock, draws, eventlog, model)))
"""Every file of ours that compiled code is made from: functions, and constants that it holds as they were."""


def has_numba() -> bool:
    """Whether numba is installed, and not blocked by whoever started Python."""
    return sys.modules.get("numba", True) is not None and find_spec("numba") is not None


COMPILES = has_numba() and os.environ.get(OFF, "0") in ("", "0")
"""Whether the functions of this process's kernel are compiled: numba is there and not switched off."""

IS_RAW = COMPILES and os.environ.get(CHECKED, "0") in ("", "0")
"""Whether compiled code reads memory without looking at its bounds."""


_helpers: list[tuple[Any, Any]] = []
_entries: list[tuple[Any, Any]] = []
_preparing = threading.Lock()


def jit(function: Function) -> Function:
    """Have a function compiled that only other compiled functions call."""
    if not COMPILES:
        return function
    helper = jit_for_any(function)
    _helpers.append((helper, _signature(function, IS_RAW)))
    return helper


def jit_for_any(function: Function) -> Function:
    """The same for a function that takes arguments of several types."""
    if not COMPILES:
        return function
    return _njit(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entry(function: Function) -> Function:
    """Have a function compiled that the interpreter calls, and keep the code for the next process."""
    if not COMPILES:
        return function
    import numba

    before = numba.config.CACHE_DIR
    folder = cache_folder()
    try:
        numba.config.CACHE_DIR = str(folder) if folder is not None else ""
        compiled = _njit(function, cache=folder is not None)
    except RuntimeError:  # no folder in which numba could keep it
        compiled = _njit(function)
    finally:
        numba.config.CACHE_DIR = before
    _entries.append((compiled, _signature(function, False)))
    return compiled


def prepare() -> None:
    """Compile what there is to compile, or fetch what an earlier process has left; only the first call does anything.

    May be interrupted and called again.
    """
    with _preparing:
        while _entries:
            compiled, signature = _entries[-1]
            if not is_cached():
                _prepare_helpers()
            try:
                compiled.compile(signature)
            except Exception:
                # Code that was kept is damaged, or could not be kept now. Neither must stop a run.
                _forget()
                if not compiled.signatures:
                    _prepare_helpers()
                    with suppress(OSError):
                        compiled.compile(signature)
            _entries.pop()


def _prepare_helpers() -> None:
    """Compile every helper for the types it is written for, whoever is called before whoever calls.

    Left to itself, numba compiles a function anew for each constant it is called with.
    """
    signatures = {id(helper): signature for helper, signature in _helpers if not helper.signatures}
    for helper, _ in _helpers:
        _prepare(helper, signatures)
    for helper, _ in _helpers:
        helper.disable_compile()


def _prepare(helper: Any, signatures: dict[int, Any]) -> None:
    signature = signatures.pop(id(helper), None)
    if signature is None:
        return
    function = helper.py_func
    for name in function.__code__.co_names:
        used = function.__globals__.get(name)
        for called in vars(used).values() if isinstance(used, ModuleType) else [used]:
            _prepare(called, signatures)
    helper.compile(signature)
    # Another constant must find this code, and not ask for its own.
    helper.disable_compile()


def _signature(function: Callable[..., Any], is_raw: bool) -> Any:
    """The types of a function's arguments as numba knows them, from its annotations."""
    types: Any = import_module("numba.types")
    memory: Callable[[Any], Any] = types.CPointer if is_raw else lambda number: number[::1]
    known = {
        "Ints": memory(types.int64),
        "Floats": memory(types.float64),
        "Words": memory(types.uint64),
        "int": types.int64,
        "float": types.float64,
        "bool": types.boolean,
    }
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return tuple(known[function.__annotations__[name]] for name in names)


def _njit(function: Function, **options: Any) -> Function:
    """Without the interpreter's lock, so that threads run side by side; `sanity` has seen that no divisor is 0."""
    import numba

    compiled: Function = numba.njit(nogil=True, error_model="numpy", boundscheck=not IS_RAW, **options)(function)
    return compiled


def borrow(module: ModuleType, *names: str) -> list[Any]:
    """Functions of a module that was written for both worlds, compiled so that they call each other's compiled form."""
    if not COMPILES:
        return [getattr(module, name) for name in names]
    world = dict(vars(module))
    for name in names:
        original = world[name]
        world[name] = jit_for_any(FunctionType(original.__code__, world, name, original.__defaults__))
    return [world[name] for name in names]


def cache_folder() -> Path | None:
    """Where compiled code is kept, made if need be; None where nothing can be written."""
    try:
        chosen = os.environ.get(CACHE_VARIABLE)
        folder = (Path(chosen).expanduser() if chosen else _user_cache() / "carepath_sim") / _key()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # not to be written; a user without a home
        return None


def is_cached() -> bool:
    """Whether an earlier process has left its compiled code (numba writes its index first, the code last)."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*.nbc"))


def _forget() -> None:
    """Remove what is kept, so that the next process makes it anew."""
    folder = cache_folder()
    for file in folder.rglob("*.nb?") if folder is not None else ():
        with suppress(OSError):
            file.unlink()


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _key() -> str:
    """A name for the code that these sources give under this numba and Python, on this processor."""
    import llvmlite
    import numba
    from llvmlite.binding import get_host_cpu_name

    settings = [getattr(numba.config, name) for name in ("CPU_NAME", "CPU_FEATURES", "OPT")]
    digest = hashlib.blake2b(digest_size=8)
    digest.update(
        f"{numba.__version__} {llvmlite.__version__} {sys.version} {get_host_cpu_name()} {settings} {IS_RAW}".encode()
    )
    for source in SOURCES:
        for file in sorted(source.glob("*.py")) if source.is_dir() else [source]:
            digest.update(file.read_bytes())
    return digest.hexdigest()
