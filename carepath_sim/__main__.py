"""The `carepath` command, also as `python -m carepath_sim`."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command with numpy's linear algebra in one thread, which has to be said before numpy is loaded.

    Its matrices are small: a second thread spends its time waiting, and the processor's with it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from carepath_sim.cli import main as command

        command()
    except KeyboardInterrupt:  # before the command could answer it
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
