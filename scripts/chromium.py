"""Find a Chromium for the browser tests; run as a script, install one where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "No Chromium was found, so the browser tests will be skipped. Install one (Debian: apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install --with-deps chromium), or set NBLABEL_CHROMIUM to its path."
)


def find() -> str | None:
    """Return the path of a Chromium: NBLABEL_CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("NBLABEL_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or _of_playwright()


def _of_playwright() -> str | None:
    """Ask a child: Playwright leaves an event loop behind, which would disturb tests in this process."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None


def may_install() -> bool:
    """Whether none was named, and apt-get can be used here and holds a real Chromium (on Ubuntu it is an empty shell for a snap)."""
    release = Path("/etc/os-release")
    is_debian = release.exists() and "ID=debian" in release.read_text(encoding="utf-8").splitlines()
    return (
        "NBLABEL_CHROMIUM" not in os.environ and is_debian and os.geteuid() == 0 and shutil.which("apt-get") is not None
    )


def install() -> None:
    """Install Debian's Chromium; what goes wrong is shown and the tests say the rest."""
    print("Installing Chromium for the browser tests.", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *step], env=quiet, check=False)


if __name__ == "__main__":
    if not find() and may_install():
        install()
    print(f"Chromium: {find() or ADVICE}")
