"""Files nobody would write: random bytes, words and YAML, and shipped scenarios with something wrong put in."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from carepath_sim.scenario.effects import VERBS
from carepath_sim.scenario.problems import keys_at
from carepath_sim.scenario.schema import Study

PIECES = (
    *("question", "kind", "start", "horizon", "settings", "foster_in_house", "effects", "policies", "extends"),
    *(": ", "\n", "\n  ", "- ", "[", "]", "{", "}", "'", '"', "&a ", "*a", "!!python/object ", "| ", ">\n", "#", "\t"),
    *(
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "? ",
        "<<: ",
        "\u00a0",
        "\u2028",
        "\ufeff",
        "\x85",
        "\x00",
        "\x1b[2J",
        "\U0001f600",
    ),
    *(
        "12 places",
        "£5 per week",
        "29% per year",
        "2026-04-01",
        "5 years",
        "1e999",
        ".nan",
        "-.inf",
        "0x1F",
        "~",
        "null",
    ),
)
"""What random text is made of: the words of a scenario, and every sign that means something in YAML."""

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 3.5, 1e300, -1e-300, 10**30, float("nan"), float("inf"), float("-inf")),
    *("", " ", "x", "out", "all", "never", "unlimited", "for ever", "none", "catalogue", "\u202e", "a" * 3000, "\x7f"),
    *("0 places", "-5 places", "1e6 places", "1 day", "100 years", "0%", "100%", "101%", "£0 per day", "£-1 each"),
    *(
        "99% per day",
        "10 to 24",
        "24 to 10",
        "2026-04-01",
        "2099-12-31",
        "0001-01-01",
        "./x.yaml",
        "../x",
        "/etc/passwd",
    ),
    *([], [None], [[]], {}, {"value": None}, {"value": "3 places"}, {"": ""}, {"10": "100%"}, {"1 day": "50%"}),
)
NAMES = ("foster_in_house", "childrens_home", "hub", "overflow", "home", "social_work", "direct", "breakdown")
KEYS = (*NAMES, "places", "price", "endings", "hazard", "to")


def bytes_of(luck: random.Random, _texts: Mapping[str, str]) -> bytes:
    """Random bytes, some of them within a range that is mostly text."""
    low, high = luck.choice([(0, 255), (32, 126), (9, 126), (0, 31), (128, 255)])
    return bytes(luck.randint(low, high) for _ in range(luck.randint(0, 300)))


def words_of(luck: random.Random, _texts: Mapping[str, str]) -> bytes:
    """Random pieces of YAML in a row."""
    return "".join(luck.choice(PIECES) for _ in range(luck.randint(1, 60))).encode("utf-8")


def data_of(luck: random.Random, _texts: Mapping[str, str]) -> bytes:
    """A well-formed scenario of random keys of the schema with random values, as JSON, which is YAML."""
    found = {"question": "What?", "kind": "strategic", "start": "2026-04-01", "horizon": "1 year"}
    for key in luck.sample(keys_at(Study, ()), luck.randint(0, 6)):
        found[key] = _value(luck, 4)
    verbs = luck.sample(sorted(VERBS), luck.randint(0, 3))
    found["effects"] = [{verb: _fields(luck, keys_at(Study, ("effects", 0, verb)))} for verb in verbs]  # type: ignore[assignment]
    for key in luck.sample(sorted(found), luck.choice([0, 0, 0, 1])):
        del found[key]
    return json.dumps(found, ensure_ascii=False).encode("utf-8", errors="surrogatepass")


def _fields(luck: random.Random, keys: list[str]) -> dict[str, Any]:
    return {key: luck.choice(NAMES) if luck.random() < 0.5 else _value(luck, 2) for key in keys if luck.random() < 0.6}


def _value(luck: random.Random, depth: int) -> Any:
    kind = luck.random() if depth else 1
    if kind < 0.3:
        return {luck.choice(KEYS): _value(luck, depth - 1) for _ in "ab"}
    if kind < 0.45:
        return [_value(luck, depth - 1) for _ in range(luck.randint(0, 3))]
    return luck.choice(ODD)


def bytes_changed(luck: random.Random, texts: Mapping[str, str]) -> bytes:
    """A scenario with a few bytes that are others."""
    content = bytearray(_one(luck, texts).encode("utf-8"))
    for _ in range(luck.choice([1, 1, 2, 5, 30])):
        content[luck.randrange(len(content))] = luck.randrange(256)
    return bytes(content)


def lines_moved(luck: random.Random, texts: Mapping[str, str]) -> bytes:
    """A scenario with lines swapped, doubled, left out, moved in or out, or cut short."""
    lines = _one(luck, texts).split("\n")
    for _ in range(luck.randint(1, 4)):
        here, there = luck.randrange(len(lines)), luck.randrange(len(lines))
        change = luck.randrange(5)
        if change == 0:
            lines[here], lines[there] = lines[there], lines[here]
        elif change == 1:
            lines.insert(there, lines[here])
        elif change == 2 and len(lines) > 1:
            del lines[here]
        elif change == 3:
            lines[here] = luck.choice(["  ", " ", "\t", "- "]) + lines[here]
        else:
            lines[here] = lines[here][: luck.randint(0, len(lines[here]))]
    return "\n".join(lines).encode("utf-8")


def values_changed(luck: random.Random, texts: Mapping[str, str]) -> bytes:
    """A scenario in which what stands behind some keys is something else."""
    lines = _one(luck, texts).split("\n")
    written = [number for number, line in enumerate(lines) if ": " in line and not line.lstrip().startswith("#")]
    for number in luck.sample(written, min(len(written), luck.randint(1, 3))):
        key = lines[number].split(": ")[0]
        odd = luck.choice([*ODD, *NAMES])
        lines[number] = f"{key}: {json.dumps(odd, ensure_ascii=False)}"
    return "\n".join(lines).encode("utf-8")


def _one(luck: random.Random, texts: Mapping[str, str]) -> str:
    return texts[luck.choice(sorted(texts))]


WAYS: Mapping[str, Callable[[random.Random, Mapping[str, str]], bytes]] = {
    "bytes": bytes_of,
    "words": words_of,
    "data": data_of,
    "bytes changed": bytes_changed,
    "lines moved": lines_moved,
    "values changed": values_changed,
}
