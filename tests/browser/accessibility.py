"""What axe-core finds wrong with a part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
RUN = """selector => axe.run(selector).then(found => found.violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .flatMap(v => v.nodes.map(n => `${v.impact} ${v.id}: ${v.help}: ${n.html.slice(0, 200)}`)))"""


def serious(page: Page, selector: str = ".jp-OutputArea-output") -> list[str]:
    """Serious and critical findings inside the selected elements, open shadow roots included."""
    if not page.evaluate("() => 'axe' in window"):
        # evaluated, not added as a script: JupyterLab's module loader would take it for one of its own
        page.evaluate(f"() => {{ const define = undefined, module = undefined; {AXE.read_text()} }}")
    found: list[str] = page.evaluate(RUN, selector)
    return found
