"""What must hold of the repository itself: what is installed, what is shipped, what importing costs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

CORE = {"anywidget", "duckdb", "filelock", "numpy", "pandas", "pillow", "msgspec", "tqdm", "scikit-image", "matplotlib"}
HEAVY = {"pandas", "PIL", "skimage", "matplotlib", "duckdb", "scipy"}


def test_the_core_install_needs_what_the_design_allows_and_nothing_else() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert {re.split(r"[<>=~!]", line)[0] for line in project["dependencies"]} == CORE
    capped = [line for line in project["dependencies"] if "<" in line or "==" in line or "~=" in line]
    assert not capped, "a notebook owns its versions: no upper pins"


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, json, nblabel; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(json.loads(said)) & HEAVY == set()


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (REPOSITORY / "package-lock.json").read_text()


def test_the_build_leaves_node_alone_in_an_unpacked_source_distribution(tmp_path: Path) -> None:
    code = (
        "import hatch_build\n"
        f"hook = hatch_build.JavaScriptBuildHook({str(tmp_path)!r}, {{}}, None, None, '', '')\n"
        "hatch_build.node.run = hatch_build.node.install_packages = hatch_build.node.bin_folder = None\n"
        "assert hook.dependencies() == []\n"
        "hook.initialize('standard', {})\n"
    )
    (tmp_path / "PKG-INFO").touch()
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=True)


def copied(place: Path) -> Path:
    """The repository at another place: a build writes bundles, and the browser's tests read those of this one meanwhile."""
    ignore = shutil.ignore_patterns(".*", "node_modules", "tests", "dist", "static", "__pycache__")
    shutil.copytree(REPOSITORY, place, ignore=ignore)
    (place / "node_modules").symlink_to(REPOSITORY / "node_modules")
    return place


@pytest.mark.slow
def test_a_wheel_carries_the_widgets_and_the_types_and_stays_small(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    if not (REPOSITORY / "node_modules").is_dir():
        pytest.skip("The JavaScript packages are not installed: run `make js`.")
    copy = copied(tmp_path / "copy")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    bodies = json.loads((copy / "src/nblabel/static/bodies.json").read_text())
    assert set(bodies) == {source.stem for source in (REPOSITORY / "js/src/widgets").glob("*.tsx")}
    assert {f"nblabel/static/bodies/{file}" for files in bodies.values() for file in files} <= names
    assert {"nblabel/static/boot.js", "nblabel/static/bodies.json"} <= names
    assert {"nblabel/py.typed", "nblabel/__init__.py"} <= names
    assert not [name for name in names if name.startswith(("js/", "tests/"))]
    assert wheel.stat().st_size < 1_500_000


def test_the_lock_file_knows_the_packages_of_every_platform() -> None:
    """`npm ci` refuses a lock that lacks the binaries of other systems, as one made from a partial mirror does."""
    packages = json.loads((REPOSITORY / "package-lock.json").read_text())["packages"]
    wanted = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
    locked = {path.rpartition("node_modules/")[2] for path in packages}
    assert wanted - locked == set()
