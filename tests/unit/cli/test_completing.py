"""A shell completes commands, options, kinds and paths; bash itself is asked."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from carepath_sim.cli.explaining import completed
from carepath_sim.cli.grouping import HOMES

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="there is no bash here")


def completions(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last word of a command, after it has read the script that carepath prints."""
    program = folder / "carepath"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m carepath_sim "$@"\n')
    program.chmod(0o755)
    ask = (
        'eval "$(_CAREPATH_COMPLETE=source_bash carepath)"; '
        f"COMP_WORDS=({shlex.join(['carepath', *words])}); COMP_CWORD={len(words)}; _carepath_completion carepath; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    assert BASH is not None
    told = subprocess.run(
        [BASH, "-c", ask], capture_output=True, text=True, env={**os.environ, "PATH": path}, check=True
    )
    assert told.stderr == ""
    return told.stdout.split()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("",), set(HOMES)),
        (("compare", "--"), {"--replications", "--seed", "--engine", "--out", "--open", "--json"}),
        (("list", "s"), {"settings", "streams", "sources", "scenarios", "schemas"}),
        (("schema", "output.e"), {"output.explain", "output.explore"}),
        (("explain", "settings.hub"), {"settings.hub", "settings.hub_placement"}),
    ],
)
def test_bash_completes(words: tuple[str, ...], offered: set[str], tmp_path: Path) -> None:
    assert offered <= set(completions(tmp_path, *words))


def test_a_path_goes_on_by_kind_and_then_by_name() -> None:
    assert "settings." in completed("sett")
    assert "teams.hub" in completed("teams.")
    assert completed("nowhere.x") == []
