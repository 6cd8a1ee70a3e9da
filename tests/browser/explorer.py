"""What the journeys through the explorer share: a project to explore, and where things are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.pets import ONTOLOGY, Grid

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SITES = f"""import nblabel as nb, pandas as pd
from nblabel import F
project = nb.open("pets.duckdb", annotator="ana")
project.ontology = {ONTOLOGY}
paths = sorted(nb.samples().rglob("*.jpg"))[:240]
rows = [
    {{"path": str(path), "title": f"no {{n:03}} {{path.stem}}", "site": ["north", "south", "east"][n % 3], "lux": n / 2}}
    for n, path in enumerate(paths)
]
added = project.add(pd.DataFrame(rows))
_ = project.filter(F.meta["site"] == "north").classify("Content", "animal")
_ = project.filter(F.meta["lux"] >= 100).set_status("review")"""
EXPLORER = "explorer = project.explorer(size=128)\nexplorer"


class Explorer(Grid):
    """An explorer in an output cell."""

    @property
    def panel(self) -> Locator:
        return self.root.locator(".explorer-panel")

    def section(self, name: str) -> Locator:
        """A part of the panel, opened and in view."""
        found = self.root.locator(f"[data-section='{name}']")
        closed = found.locator(".head [aria-expanded=false]")
        if closed.count():
            closed.click()
        found.locator(".head [aria-expanded=true]").wait_for()
        found.evaluate("section => section.scrollIntoView({ block: 'nearest' })")
        return found

    def bucket(self, section: str, label: str) -> Locator:
        return self.section(section).locator(".bucket", has=self.page.locator(".name", has_text=label)).first

    def chips_shown(self, *texts: str) -> None:
        """Wait until just these filters are in force."""
        shown = "[...root.querySelectorAll('.chipbar .filter > span')].map(span => span.textContent)"
        self.page.wait_for_function(
            f"([root, texts]) => JSON.stringify({shown}) === JSON.stringify(texts)",
            arg=[self.root.element_handle(), list(texts)],
        )

    def counts(self, text: str) -> None:
        """Wait until the toolbar says just this."""
        self.root.locator(".brand .counts", has_text=re.compile(f"^{text}$")).wait_for(state="attached")

    def tab(self, name: str) -> Locator:
        return self.root.get_by_role("tab", name=name)
