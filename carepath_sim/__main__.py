"""The `carepath` command, also as `python -m carepath_sim`."""

from __future__ import annotations

import gc
import os
import sys

OBJECTS_BETWEEN_SWEEPS = 100_000
"""Python's own 700 would have a tenth of a command spent on looking for garbage among what is kept to its end."""


def main() -> None:
    """Run the command, with what has to be said before other packages are loaded.

    numpy's linear algebra gets one thread: its matrices are small, and a second one would spend its time
    waiting, and the processor's with it. pydantic looks for no extensions of its own among all packages installed.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    try:
        from carepath_sim.cli import main as command

        command()
    except (KeyboardInterrupt, Exception) as error:  # before the command could answer it
        from carepath_sim.errors import interruption

        if interruption(error) is None:
            raise
        # Left by a plain interrupt, code compiled from text has Python end by the signal; this compiles some more.
        exec("")
        print("Interrupted; nothing was written.", file=sys.stderr)
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
