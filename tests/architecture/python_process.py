"""Another interpreter, so that what this one has already imported proves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BARE_PACKAGE = f"""
import sys, types
package = types.ModuleType("carepath_sim")
package.__path__ = [{str(ROOT / "carepath_sim")!r}]
sys.modules["carepath_sim"] = package
"""
"""The package without what its `__init__` gathers for users, so that a module answers for its own imports alone."""


def python(program: str, **environment: str) -> str:
    """What a program prints; its complaint if it fails."""
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout
