"""The JSON Schema of what each command prints with `--json`, and of how it tells an error.

Nothing more may stand in an answer than its schema names, and what a schema requires is always there.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ERROR = "error"
PREFIX = "output."

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
YES_OR_NO: Schema = {"type": "boolean"}
PLAIN: Schema = {"type": ["string", "number", "boolean", "null"]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _object(fields: Schema, **optional: Schema) -> Schema:
    """An object that holds every field, may hold the optional ones, and nothing else."""
    return {
        "type": "object",
        "properties": {**fields, **optional},
        "required": list(fields),
        "additionalProperties": False,
    }


def _columns(*names: str, **others: Schema) -> Schema:
    """A row whose columns are text, but for some."""
    return _object({**dict.fromkeys(names, TEXT), **others})


def _one_of(*schemas: Schema) -> Schema:
    return {"type": "object", "oneOf": list(schemas)}


def _measured(column: str) -> Schema:
    """A number in words, the number itself where it is one, and its unit."""
    return {column: TEXT, f"{column}_number": _or_null(NUMBER), f"{column}_unit": TEXT}


TEXTS = _list(TEXT)
YEAR: Schema = {"anyOf": [COUNT, TEXT, {"type": "null"}]}

PROBLEM = _object(
    {
        "file": TEXT,
        "line": COUNT,
        "column": COUNT,
        **dict.fromkeys(("path", "what", "allowed", "nearest", "fix"), TEXT),
    }
)
FRAMED = _object({**PROBLEM["properties"], "frame": TEXTS})
REFUSED = _object(
    {
        "error": {"enum": ["BadInput", "Interrupted", "ModelFault", "ResourceError", "UsageError"]},
        "message": TEXT,
        "problems": _list(FRAMED),
    }
)

SCENARIO = _object(
    {
        **dict.fromkeys(("name", "title", "question"), TEXT),
        "kind": {"enum": ["strategic", "adaptive", "transformative"]},
        "model": TEXT,
        "prices": TEXT,
        "events": COUNT,
        "rows": COUNT,
    }
)
ENGINE: Schema = {"enum": ["compiled", "reference"]}
GOAL = _object({"outcome": TEXT, "half_width": NUMBER, "is_relative": YES_OR_NO, "look_ahead": COUNT})
STOPPING = _object(
    {
        "goal": GOAL,
        **dict.fromkeys(("least", "at_most", "replications", "needed", "differences"), COUNT),
        "met": _or_null(COUNT),
        "half_width": NUMBER,
        "is_lopsided": YES_OR_NO,
        "sentence": TEXT,
    }
)
SIMULATED = _object(
    {
        "findings": TEXTS,
        "failed_checks": TEXTS,
        "folder": TEXT,
        "report": _or_null(TEXT),
        "report_missing": _or_null(TEXT),
        "scenarios": _list(SCENARIO, minItems=1),
        "replications": {"type": "integer", "minimum": 1},
        "seed": COUNT,
        "engine": ENGINE,
        "events_per_second": NUMBER,
    },
    opened=YES_OR_NO,
    stopping=STOPPING,
)

INIT = _one_of(
    _object({"scenario": TEXT, "council": {"type": "null"}, "looked_after": NUMBER, "schema": TEXT}),
    _object(
        {
            **dict.fromkeys(("scenario", "starting_caseload", "council", "year", "attribution", "schema"), TEXT),
            "looked_after": COUNT,
            "times_the_typical_council": NUMBER,
            "young_people_on_the_first_day": COUNT,
            "as_in_the_typical_council": TEXTS,
        }
    ),
    _object(
        {
            "councils": _list(_columns("council", "region", "year", looked_after=COUNT)),
            "attribution": TEXT,
        }
    ),
)

CHECK = _object(
    {
        "problems": _list(FRAMED, maxItems=0),
        "scenarios": _list(_columns("scenario", "question", "kind")),
        "sweeps": _list(
            _object(
                {
                    **dict.fromkeys(("sweep", "question"), TEXT),
                    **dict.fromkeys(("points", "scenarios", "replications"), COUNT),
                    "at_most": YES_OR_NO,
                }
            )
        ),
    }
)

PREVIEW = _object(
    {
        "scenario": TEXT,
        "dates": TEXTS,
        "looked_after": _list(NUMBER),
        "settings": _list(
            _object(
                {
                    "setting": TEXT,
                    "label": TEXT,
                    "places": _or_null(NUMBER),
                    "people": _list(NUMBER),
                    **dict.fromkeys(("arrive_per_year", "leave_per_year", "move_within_per_year", "waiting"), NUMBER),
                    "people_per_place": _or_null(NUMBER),
                }
            )
        ),
        "loops": _list(_columns("loop", "how", modelled=YES_OR_NO, at_work=TEXTS)),
        "limits": TEXTS,
    },
    page=TEXT,
    bytes=COUNT,
)

REPORT = _object({"report": TEXT, "bytes": COUNT}, opened=YES_OR_NO)
EXPLORE = _object({"explorer": TEXT, "bytes": COUNT, "scenarios": TEXTS, "measures": COUNT}, opened=YES_OR_NO)

FAILURES = TEXTS
"""What could not be run, and why, in words."""
TIMING = _map({"anyOf": [NUMBER, {"type": "null"}, _map(NUMBER)]})
SWEPT = _object(
    {
        "findings": TEXTS,
        **dict.fromkeys(("folder", "results"), TEXT),
        "report": _or_null(TEXT),
        "scenarios": _map(TEXT),
        **dict.fromkeys(("factors", "outcomes"), TEXTS),
        **dict.fromkeys(("points", "replications", "runs", "seed"), COUNT),
        "failures": FAILURES,
        "notes": TEXTS,
        "cells": _or_null(_object(dict.fromkeys(("cells", "different", "runs"), COUNT))),
        "timing": TIMING,
    },
    opened=YES_OR_NO,
)
FORECAST = _object(
    {
        **dict.fromkeys(("points", "scenarios", "replications", "runs", "workers", "bytes"), COUNT),
        **dict.fromkeys(("cells", "different"), COUNT),
        "seconds": NUMBER,
        "at_most": YES_OR_NO,
        "varied": TEXTS,
    }
)
SENSITIVITY = _object(
    {
        "scenarios": _map(TEXT),
        "outcomes": TEXTS,
        "findings": TEXTS,
        "switching_values": TEXTS,
        **dict.fromkeys(("factors", "seed"), COUNT),
        "failures": FAILURES,
        "folder": TEXT,
        "report": _or_null(TEXT),
    },
    opened=YES_OR_NO,
)
SEARCH = _object(
    {
        "scenario": TEXT,
        "answer": _or_null(_map({"type": ["number", "string"]})),
        **dict.fromkeys(("findings", "levels"), TEXTS),
        **dict.fromkeys(("replications", "seed"), COUNT),
        "failures": FAILURES,
        "folder": TEXT,
        "report": _or_null(TEXT),
    },
    opened=YES_OR_NO,
)

SOURCE = _object(
    {**dict.fromkeys(("key", "title", "publisher", "address", "licence", "read"), TEXT), "year": YEAR}, as_of=TEXT
)
CHANGE = _columns("kind", "name", "where", "words")
PUBLISHED_FACTS = {
    **dict.fromkeys(("population", "caveat", "measure"), TEXT),
    "year": YEAR,
    "comparable": YES_OR_NO,
    "fitted": YES_OR_NO,
}
EXPLAINED_NUMBER = _object(
    {
        **dict.fromkeys(("path", "words", "value", "status", "evidence", "range"), TEXT),
        "source": _or_null(SOURCE),
        "note": TEXT,
        "stands_in": TEXT,
        "changed_by": _list(_object({**CHANGE["properties"], "used_by": TEXTS})),
        "in_scenario": _or_null(_columns("scenario", "value", "status", "stands_in", changed_by=_list(CHANGE))),
    },
    **PUBLISHED_FACTS,
)
EXPLAINED_THING = _object(
    {
        "path": TEXT,
        "says": _map({"anyOf": [PLAIN, _list(PLAIN)]}),
        "numbers": _list(_columns("path", "value", "status")),
    },
    items=_list(_map({"anyOf": [PLAIN, _list(PLAIN)]})),
    cited_by=TEXTS,
    effects=TEXTS,
    used_by=TEXTS,
    below=_map(TEXT),
)
EXPLAINED_METRIC = _columns("path", "label", "unit", "better", "principle", "principle_in_words", "definition")
EXPLAIN = _one_of(
    EXPLAINED_NUMBER, EXPLAINED_THING, EXPLAINED_METRIC, _object({"metrics": _map(_columns("label", "unit"))})
)

KINDS_LISTED: dict[str, Schema] = {
    "settings": _object({"setting": TEXT, **_measured("places"), **_measured("price"), "in_use": YES_OR_NO}),
    "teams": _object(
        {"team": TEXT, **_measured("posts"), **_measured("caseload_limit"), **_measured("leave_rate")},
    ),
    "streams": _object({"stream": TEXT, **_measured("rate"), "is": TEXT}),
    "policies": _columns("policy", "tier", "is"),
    "practice_models": _columns("practice_model", "tier", "evidence", "is", cost=YEAR, levers=COUNT),
    "metrics": _columns("metric", "unit", "is", better={"enum": ["lower", "higher", "neither"]}),
    "sources": _columns("source", "is", year=YEAR),
    "scenarios": _columns("file", "kind", "question"),
    "councils": _columns("council", "region", looked_after_about=COUNT),
    "published": _object({"published_figure": TEXT, **_measured("value"), "year": YEAR, "compared": YES_OR_NO}),
    "schemas": _columns("schema", "of"),
}
LIST = _one_of(
    *(_object({kind: _list(row)}, legend=_map(TEXT)) for kind, row in KINDS_LISTED.items()),
    _object(dict.fromkeys(KINDS_LISTED, COUNT)),
)

DIFF = _object(
    {
        "a": TEXT,
        "b": TEXT,
        "differences": _list(_columns("path", "old", "new", "words", "old_status", "new_status", "origin")),
    }
)

SCHEMA: Schema = {
    "type": "object",
    "if": {"required": ["$schema"]},
    "then": {"$ref": DIALECT},
    "else": _columns("schema", "kind"),
}

FIGURE = _object(
    {
        "part": {"enum": ["comparable", "context", "service"]},
        **dict.fromkeys(
            (
                *("key", "label", "group", "unit", "population", "year", "status", "evidence", "source", "how"),
                *("caveat", "study", "measure", "if_missed"),
            ),
            TEXT,
        ),
        **dict.fromkeys(("comparable", "fitted", "scaled", "scales"), YES_OR_NO),
        "arguments": _map({}),
        "councils": _or_null(_object({"low": NUMBER, "high": _or_null(NUMBER)})),
        **dict.fromkeys(("published", "allowed_low", "allowed_high", "simulated", "low", "high"), _or_null(NUMBER)),
        "verdict": TEXT,
    }
)
VALIDATE = _object(
    {
        "scenario": TEXT,
        "replications": COUNT,
        "seed": COUNT,
        "share_of_england": _or_null(NUMBER),
        "models": _map(TEXT),
        "missed": TEXTS,
        "figures": _list(FIGURE),
        "kept": TEXTS,
    }
)

AUDIT = _object(
    {
        "findings": _list(PROBLEM),
        "numbers": _map(_map(COUNT)),
        "evidence": _map(COUNT),
        "sources": COUNT,
        "sources_without_a_web_address": TEXTS,
    }
)

PAIR = {"minItems": 2, "maxItems": 2}
PARITY = _object(
    {
        "scenario": TEXT,
        "replications": COUNT,
        "engines": _list(ENGINE, **PAIR),
        **dict.fromkeys(("seed", "first", "agreed", "stopped", "rows", "events", "people"), COUNT),
        "seconds": _list(NUMBER, **PAIR),
        "difference": _or_null(_columns("what", "details", replication=COUNT, row=_or_null(COUNT))),
    },
    again=TEXT,
)

OUTPUTS: dict[str, Schema] = {
    "init": INIT,
    "check": CHECK,
    "preview": PREVIEW,
    "run": SIMULATED,
    "compare": SIMULATED,
    "sweep": _one_of(SWEPT, _object({"forecast": FORECAST})),
    "merge": SWEPT,
    "sensitivity": SENSITIVITY,
    "search": SEARCH,
    "report": REPORT,
    "explore": EXPLORE,
    "explain": EXPLAIN,
    "list": LIST,
    "diff": DIFF,
    "schema": SCHEMA,
    "validate": VALIDATE,
    "audit": AUDIT,
    "parity": PARITY,
}
"""What each command prints with `--json` when it has done what was asked."""

SCHEMAS: dict[str, str] = {
    **{f"{PREFIX}{name}": f"what `carepath {name} --json` prints" for name in OUTPUTS},
    ERROR: "what any command prints with --json if it cannot do what was asked",
}
"""Each schema published here, and what it is of."""


def json_schema(kind: str) -> Schema:
    """The schema published under a name."""
    found = REFUSED if kind == ERROR else OUTPUTS[kind.removeprefix(PREFIX)]
    title = f"carepath {'--json, an error' if kind == ERROR else f'{kind.removeprefix(PREFIX)} --json'}"
    return {"$schema": DIALECT, "title": title, **found}
