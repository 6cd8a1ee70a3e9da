"""Bundle the JavaScript of the widgets into the package while it is built.

A source distribution carries the bundles, so whoever installs from one, or from a wheel, needs no Node.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))
import node


class JavaScriptBuildHook(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:
        return [] if self._is_built or node.bin_folder() else [node.WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._is_built:
            return
        node.install_packages()
        if node.run("node", "js/build.mjs"):
            raise SystemExit("The widgets could not be bundled: see what `node js/build.mjs` says above.")

    @property
    def _is_built(self) -> bool:
        """Whether this is an unpacked source distribution, which has its metadata and its bundles."""
        return (Path(self.root) / "PKG-INFO").exists()
