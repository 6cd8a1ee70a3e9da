"""`make test` runs its steps in lanes beside each other, shows all they say, and fails where any of them does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from scripts import suite
from scripts.suite import Step, run
from tests.conftest import REPOSITORY


def step(name: str, code: str) -> Step:
    return Step(name, [sys.executable, "-c", code])


def test_all_that_every_lane_says_is_shown_whole_and_then_how_each_step_ended(
    capfd: pytest.CaptureFixture[str],
) -> None:
    steps = [step("one", "print('a' * 99)"), step("two", "print('b' * 99)"), step("three", "print('c')")]
    assert run(steps, 2) == 0
    said = capfd.readouterr().out
    assert "a" * 99 in said
    assert said.index("b" * 99) < said.index("one         passed") < said.index("two         passed")
    assert [line.split()[0] for line in said.splitlines() if " passed " in line] == ["one", "two", "three"]
    assert said.count("passed") == 3


def test_a_lane_that_is_free_takes_the_next_step_whatever_the_other_one_still_does(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    marker = str(tmp_path / "marker")
    wait = f"import os, time\nwhile not os.path.exists({marker!r}): time.sleep(0.01)"
    steps = [
        step("long", wait),
        step("one", "print(1)"),
        step("two", "print(2)"),
        step("last", f"open({marker!r}, 'w')"),
    ]
    assert run(steps, 2) == 0
    told = capfd.readouterr().out
    assert "What ran beside it: one, two, last" in told


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_one_step_that_fails_fails_the_run_and_the_others_still_run(
    capfd: pytest.CaptureFixture[str], failing: int
) -> None:
    steps = [step(f"step-{n}", f"import sys; print('ran {n}'); sys.exit({3 * (n == failing)})") for n in range(3)]
    assert run(steps, 2) == 1
    said = capfd.readouterr().out
    assert all(f"ran {n}" in said for n in range(3))
    assert [line.split()[1] for line in said.splitlines() if line.startswith("step-")] == [
        "FAILED" if n == failing else "passed" for n in range(3)
    ]


def test_the_summary_counts_the_tests_and_names_those_that_failed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_pets.py").write_text("def test_cat(): pass\ndef test_dog(): assert 0\n")
    alone = ["--noconftest", "-c", os.devnull, "-p", "no:cacheprovider", "--junitxml={report}"]
    assert run([Step("pets", [sys.executable, "-m", "pytest", *alone, str(tmp_path)])], 2) == 1
    last = capfd.readouterr().out.splitlines()[-2:]
    assert last[0].endswith("2 tests, 1 failed, 0 skipped")
    assert last[1].strip() == "test_pets::test_dog"


def takes(step: Step, path: Path) -> bool:
    """Whether the step runs the tests of a file."""
    folders = [part for part in step.command if part.startswith("tests/")]
    left_out = [part.removeprefix("--ignore=") for part in step.command if part.startswith("--ignore=")]
    is_meant = {
        "browser": path.is_relative_to("tests/browser"),
        "not browser": not path.is_relative_to("tests/browser"),
    }
    marks = [is_meant[part] for part in step.command if part in is_meant]
    return (
        (not folders or any(path.is_relative_to(folder) for folder in folders))
        and not any(path.is_relative_to(folder) for folder in left_out)
        and all(marks)
    )


def test_what_failed_is_told_and_fails_the_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test_pets.py").write_text("def test_cat(): raise AssertionError\ndef test_dog(): pass")
    own = ["-c", os.devnull, "-o", f"cache_dir={tmp_path / 'cache'}", "--junitxml={report}", str(tmp_path)]
    assert suite.run([suite.Step("pets", [sys.executable, "-m", "pytest", "-q", *own])], 1) == 1
    told = capfd.readouterr().out
    assert "2 tests, 1 failed" in told
    assert "test_pets::test_cat" in told


def test_every_python_test_is_in_exactly_one_step() -> None:
    steps = [step for step in suite.STEPS if "pytest" in step.command]
    files = [path.relative_to(REPOSITORY) for path in (REPOSITORY / "tests").rglob("test_*.py")]
    assert len(files) > 100
    assert [path for path in files if sum(takes(step, path) for step in steps) != 1] == []


# The shown one speaks once the other one runs too.
LIVES = """
import os, sys, time
marker, name = sys.argv[1:]
try:
    if name == "b":
        open(marker, "w").close()
    while not os.path.exists(marker):
        time.sleep(0.01)
    print(os.getpid(), flush=True)
    time.sleep(600)
finally:
    print("cleaned", flush=True)
"""
RUNS = """
import signal, sys
from scripts import suite
signal.signal(signal.SIGTERM, suite._terminated)
suite.run([suite.Step(name, [sys.executable, "-c", sys.argv[1], sys.argv[2], name]) for name in "ab"], 2)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals differ elsewhere")
def test_a_run_that_is_ended_ends_what_it_started_and_shows_what_it_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUNS, LIVES, str(tmp_path / "marker")]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        shown = process.stdout.readline()
        process.terminate()
        said = shown + process.communicate(timeout=100)[0]
    assert process.returncode == 143
    assert said.count("cleaned") == 2
    pids = [int(line) for line in said.splitlines() if line.isdigit()]
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
