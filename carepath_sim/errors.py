"""Every error the package raises on purpose, and the exit code each one ends a command with.

::

    CarepathError
    ├── UsageError        2  the command line does not fit together
    ├── BadInput          3  a file a person wrote has problems; carries all of them
    ├── ModelFault        4  a run broke one of its own rules; carries the person's path
    └── ResourceError     5  no room on disk, no permission, a worker that died

Anything else that escapes is a bug in the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar


class CarepathError(Exception):
    """The root of the tree; catch it to catch whatever the package raises on purpose."""

    exit_code: ClassVar[int] = 1


class UsageError(CarepathError):
    """The call itself does not make sense, whatever the files hold."""

    exit_code = 2


def interruption(error: BaseException | None) -> KeyboardInterrupt | None:
    """The interrupt that led to an error, if one did: a module half loaded shows in whatever its half then breaks."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, KeyboardInterrupt):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None


def plain(text: str) -> str:
    """Text that stays on its line and moves nothing on a screen: what is no letter is written as its escape."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode("ascii") for mark in text)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file a person wrote: where, what, what is allowed and how to mend it.

    `line` and `column` count from 1; 0 stands for "the whole file". `is_absence` is for
    the reader alone and told nowhere: a key or a name is not there that another file might hold.
    """

    file: str
    line: int
    column: int
    path: str
    what: str
    allowed: str = ""
    nearest: str = ""
    fix: str = ""
    is_absence: bool = field(default=False, compare=False, repr=False)

    @property
    def is_in_call(self) -> bool:
        """Whether it is about a command as it was typed, its options or itself, and about no file."""
        return not self.line and self.file.startswith(("--", "carepath "))

    def facts(self) -> dict[str, Any]:
        """What is told of it, by name."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.repr}

    def __str__(self) -> str:
        sentences = [f"{self.what}."]
        if self.allowed:
            sentences.append(f"Allowed: {self.allowed}.")
        if self.nearest:
            sentences.append(f"Did you mean {self.nearest}?")
        if self.fix:
            sentences.append(f"Fix: {self.fix}.")
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        subject = f" {self.path}" if self.path else ""
        return plain(f"{place}{subject}: {' '.join(sentences)}")


class BadInput(CarepathError):
    """One or more files cannot be used; `problems` lists every one found, in file order.

    Where the command as it was typed is all that is wrong, it ends as a UsageError does.
    """

    exit_code = 3

    def __init__(self, problems: list[Problem]) -> None:
        if not problems:
            raise ValueError("BadInput needs at least one Problem")
        super().__init__(problems)
        self.problems = sorted(problems)
        if all(problem.is_in_call for problem in problems):
            self.exit_code = UsageError.exit_code  # type: ignore[misc]

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Gathering:
    """Tries steps of which each may find problems in what somebody wrote, so that all of them are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @contextmanager
    def step(self) -> Iterator[None]:
        """Keep the problems of what is done within, and go on after it."""
        try:
            yield
        except BadInput as error:
            self.problems += error.problems

    def end(self) -> None:
        """Raise BadInput with every problem found, each once, if there is any."""
        if self.problems:
            raise BadInput(list(dict.fromkeys(self.problems)))


class ModelFault(CarepathError):
    """A guard stopped a run; `rule` is its number in the contract, `history` the rows of the person concerned."""

    exit_code = 4

    def __init__(self, rule: int, what: str, person: int | None = None, history: str = "") -> None:
        # The arguments are handed on whole, so that the error survives SimPy and a process boundary.
        super().__init__(rule, what, person, history)
        self.rule, self.what, self.person, self.history = rule, what, person, history

    def __str__(self) -> str:
        who = "" if self.person is None else f" Person {self.person}."
        rows = f"\nTheir rows so far:\n{self.history}" if self.history else ""
        return f"The run broke rule {self.rule} of the engine contract: {self.what}.{who}{rows}"


class ResourceError(CarepathError):
    """The machine could not do what was asked: disk, memory, permission, or a worker that died."""

    exit_code = 5
