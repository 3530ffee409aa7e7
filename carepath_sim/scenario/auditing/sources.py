"""What is asked of a source: an address and a date at which it can be checked, terms, and what was in fact read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from carepath_sim.catalogue.documents import KeyPath
from carepath_sim.errors import Problem
from carepath_sim.scenario.auditing.files import File, items, texts

NOT_ON_THE_WEB = "no web address"
"""An address that begins so says in words where the document can be had: a title, an issue, a date."""

REPOSITORY = re.compile(r"https?://(www\.)?(github|gitlab|codeberg)\.(com|org)/[^/]+/[^/]+", re.IGNORECASE)
PAGE = re.compile(r"https?://[^/\s]+/[^\s]+", re.IGNORECASE)
SITE = re.compile(r"https?://[^/\s]+/?", re.IGNORECASE)
DOI = re.compile(r"(https?://(dx\.)?doi\.org/|doi:? ?)10\.\d{4,}/\S+", re.IGNORECASE)
COMMIT = re.compile(r"\b[0-9a-f]{7,40}\b")
WHICH_PAGE = re.compile(r"\b\d{1,2} \w+ \d{4}\b|\b\d{5,}\b")
"""Of a whole site: the day or the number of the article."""
YEAR = re.compile(r"\b(19|20)\d\d\b")

MACHINE = re.compile(r"file://|(?<![\w./:])/\w+/|\b[A-Z]:\\|\blocalhost\b", re.IGNORECASE)
"""A folder, a drive or a server of one machine."""

ADDRESSES = (
    "the address of a page, a DOI, a repository with its commit (in `as_of`), a site with the date or number of the "
    f"article (in `read`), or `{NOT_ON_THE_WEB}:` and the title, issue and date to look for"
)


def check(file: File, used: set[str]) -> list[Problem]:
    """Everything wrong with the sources of a catalogue."""
    problems = []
    for key, entry in items(file.document.data):
        if not isinstance(entry, dict):
            problems.append(
                file.problem((key,), "This is not a source", "title, publisher, year, address, licence, read")
            )
            continue
        problems += list(_of_entry(file, key, entry))
        if key not in used:
            problems.append(file.problem((key,), f"Nothing uses the source {key!r}", fix="take it out, or cite it"))
    return problems


def _of_entry(file: File, key: str | int, entry: Mapping[str, Any]) -> Iterator[Problem]:
    for need, about in (("title", "as published"), ("publisher", "who published it"), ("licence", "its terms")):
        if not str(entry.get(need) or "").strip():
            yield file.problem((key,), f"The source has no {need}", about, fix=f"add `{need}:`")
    if not str(entry.get("read") or "").strip():
        allowed = "the report, its summary, a page that quotes it, a data file"
        yield file.problem((key,), "The source does not say what was read", allowed, fix="add `read:`")
    if not any(YEAR.search(str(entry.get(name) or "")) for name in ("year", "as_of")):
        yield file.problem(
            (key,), "The source has no date", "a year in `year`, or a date in `as_of`", fix="add `year:`"
        )
    wrong = wrong_address(entry)
    if wrong:
        yield file.problem((key, "address") if "address" in entry else (key,), wrong, ADDRESSES)


def wrong_address(entry: Mapping[str, Any]) -> str:
    """Why what a source says cannot lead a reader to it; nothing if it can."""
    address = str(entry.get("address") or "").strip()
    beside = f"{entry.get('read') or ''} {entry.get('as_of') or ''}"
    if not address:
        return "The source has no address"
    if REPOSITORY.match(address):
        return "" if COMMIT.search(f"{address} {beside}") else "The repository is named without its commit"
    if PAGE.match(address) or DOI.match(address):
        return ""
    if SITE.fullmatch(address):
        return "" if WHICH_PAGE.search(beside) else "The address is that of a whole site, and no page of it is named"
    if address.lower().startswith(NOT_ON_THE_WEB):
        return "" if YEAR.search(address) else "The address in words has no date"
    return f"{address[:60]!r} is not an address"


def is_off_the_web(entry: object) -> bool:
    """Whether a source can only be looked for by its title."""
    return isinstance(entry, dict) and str(entry.get("address") or "").lower().startswith(NOT_ON_THE_WEB)


def used_keys(file: File) -> set[str]:
    """Every source that a file names, wherever it names one."""
    return set(_named(file.document.data))


def _named(data: Any) -> Iterator[str]:
    for key, value in items(data):
        if key == "source" and isinstance(value, str):
            yield value
        elif key == "sources" and isinstance(value, list):
            yield from (name for name in value if isinstance(name, str))
        else:
            yield from _named(value)


def names_known_sources(file: File, known: Mapping[str, object]) -> Iterator[Problem]:
    """Lists of sources name those there are; a single `source` is asked about with its number."""
    for path, name in _listed(file.document.data):
        if name not in known:
            yield file.problem(path, f"There is no source {name!r}", fix="add it to sources.yaml")


def _listed(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    for key, value in items(data):
        below = (*path, key)
        if key == "sources" and isinstance(value, list):
            yield from (((*below, place), name) for place, name in enumerate(value) if isinstance(name, str))
        elif key == "source" and isinstance(value, str) and not {"value", "status"} & set(data):
            yield below, value
        else:
            yield from _listed(value, below)


def no_private_places(file: File) -> list[Problem]:
    """No address that only one machine knows."""
    found = ((path, MACHINE.search(text)) for path, text in texts(file.document.data))
    return [
        file.problem(path, f"This is a place on one machine: {private[0]!r}", fix="cite what is public")
        for path, private in found
        if private
    ]
