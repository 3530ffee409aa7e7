"""Settings that say `like: another`: what they say themselves is laid over the other's file.

Lists are replaced and mappings merged, as when a scenario is laid over the catalogue. Two
things more can be said: a key that stands there with `null` is taken out, and a mapping
from numbers changes those items of a list alone (`shares: {1: {to: home}}`). Whoever is like another may not be what a
third is like, so that there are never more than two files to look into. Every value keeps
the mark of the file it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from carepath_sim.catalogue.documents import Document, KeyPath, words
from carepath_sim.catalogue.merge import merge
from carepath_sim.catalogue.spelling import listed, nearest
from carepath_sim.errors import Problem

LIKE = "like"
ALLOWED = "the name of a setting that is itself like no other"


def completed(files: Mapping[str, Document], folder: str) -> tuple[dict[str, Document], list[Problem]]:
    """Each document with what it takes over from the one it is like, and every `like` that leads nowhere."""
    found = {}
    problems: list[Problem] = []
    for name in files:
        problem = _problem(name, files, folder)
        problems += [problem] if problem else []
        found[name] = _complete(name, files)
    return found, problems


def _complete(name: str, files: Mapping[str, Document]) -> Document:
    """A document laid over those it is like, from the last to the first.

    Where they lead nowhere some other setting stands below, so that one slip is not told as many.
    """
    chain = list(_chain(name, files))
    if LIKE in files[chain[-1]].data:
        chain += [_stand_in(files[chain[-1]].data[LIKE], files)]
    whole = files[chain[-1]]
    for other in reversed(chain[:-1]):
        above = files[other]
        laid = merge(whole, above, by_item=True)
        whole = _without(laid, list(_taken_out(above.data, laid.data)))
    return _without(whole, [(LIKE,)])


def _stand_in(meant: object, files: Mapping[str, Document]) -> str:
    """The setting most like what was meant, of those that are whole."""
    whole = _whole(files) or list(files)
    return nearest(meant, whole) or whole[0]


def _whole(files: Mapping[str, Document]) -> list[str]:
    """The settings that are like no other, sorted."""
    return sorted(name for name, document in files.items() if LIKE not in document.data)


def _chain(name: str, files: Mapping[str, Document]) -> Iterator[str]:
    seen: list[str] = []
    current: object = name
    while isinstance(current, str) and current in files and current not in seen:
        seen.append(current)
        yield current
        current = files[current].data.get(LIKE)


def _problem(name: str, files: Mapping[str, Document], folder: str) -> Problem | None:
    document = files[name]
    if LIKE not in document.data:
        return None
    other = document.data[LIKE]
    mark, path = document.mark((LIKE,)), words((folder, name, LIKE))
    what, fix = "", ""
    if not isinstance(other, str):
        what = "This is not the name of a setting"
    elif other == name:
        what = f"{name} is said to be like itself"
        fix = "leave `like:` out"
    elif other not in files:
        what = f"There is no file {folder}/{other}.yaml for {name} to be like"
        known = _whole(files)
        return Problem(mark.file, mark.line, mark.column, path, what, listed(known, 20), nearest(other, known))
    elif LIKE in files[other].data:
        further = files[other].data[LIKE]
        circle = name in list(_chain(other, files))
        what = f"{other} is itself like {further}" + (", and so in the end like " + name if circle else "")
        fix = "write one of the two in whole" if circle else f"write `like: {further}`, or {other} in whole"
    if not what:
        return None
    return Problem(mark.file, mark.line, mark.column, path, what, ALLOWED, "", fix)


def _taken_out(said: Mapping[str, Any], laid: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The key paths at which a document says `null`, in what it has been laid over."""
    for word, value in said.items():
        key = int(word) - 1 if isinstance(laid, list) else word
        if value is None:
            yield (*path, key)
        elif isinstance(value, dict):
            yield from _taken_out(value, laid[key], (*path, key))


def _without(document: Document, paths: list[KeyPath]) -> Document:
    """A document without what stands at some key paths."""
    if not paths:
        return document
    marks = {
        known: mark for known, mark in document.marks.items() if not any(known[: len(path)] == path for path in paths)
    }
    data = document.data
    for path in paths:
        data = _cut(data, path)
    return Document(data, marks)


def _cut(data: Any, path: KeyPath) -> Any:
    """Data without what stands at a key path; what it is part of is copied, not changed."""
    key, *rest = path
    if isinstance(data, list):
        return [_cut(item, tuple(rest)) if index == key else item for index, item in enumerate(data)]
    if not rest:
        return {name: value for name, value in data.items() if name != key}
    return {**data, key: _cut(data[key], tuple(rest))}
