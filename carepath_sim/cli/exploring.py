"""The command that lets a reader choose what to compare: explore."""

from __future__ import annotations

from carepath_sim import explorer
from carepath_sim.cli.app import Folder, Json, Open, Page, command, say
from carepath_sim.cli.later import store
from carepath_sim.cli.opening import opened
from carepath_sim.scenario import from_yaml


@command
def explore(folder: Folder, out: Page = None, open_page: Open = False, as_json: Json = False) -> None:
    """Write explorer.html of a folder of results: a page on which to choose what to compare with what."""
    comparison = store.load(folder)
    data = explorer.collect(comparison, lambda name: from_yaml(store.resolved_text(folder, name), name))
    page = out or folder / "explorer.html"
    size = explorer.write(data, page)
    facts = {
        "explorer": str(page),
        "bytes": size,
        "scenarios": [each.name for each in data.scenarios],
        "measures": len(data.measures),
        **opened(page, open_page),
    }
    say(as_json, facts, [f"Explorer: {page}"])
