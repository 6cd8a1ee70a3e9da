"""Run every test, in lanes beside each other, each of which takes the next step there is.

The output of the first lane is shown while it runs, that of each other one whole after it, and at the end what came of each
step. `python -m pytest` alone runs the same Python tests one after the other.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import IO, Never
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """One command and what to call it; `{report}` in it stands for the file in which pytest says what it found."""

    name: str
    command: Sequence[str]


@dataclass(slots=True)
class Outcome:
    """How a step ended."""

    step: Step
    code: int
    seconds: float
    found: str

    def __str__(self) -> str:
        said = "passed" if not self.code else f"FAILED ({self.code})"
        return f"{self.step.name:<12}{said:<14}{self.seconds:6.0f} s   {self.found}".rstrip()


class Lane:
    """Takes steps that no other lane has taken, one after the other; one that fails does not keep the next from running."""

    def __init__(self, steps: deque[Step], output: IO[bytes] | None = None) -> None:
        self.output, self.outcomes = output, list[Outcome]()
        self._steps, self._running = steps, list[subprocess.Popen[bytes]]()
        self._is_stopped = False
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Take the first step, and go on in the background."""
        self._thread.start()

    def wait(self) -> None:
        """Return once all steps are done; an interrupt gets through."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def stop(self) -> None:
        """Interrupt what runs, so that it can clean up behind itself, and start nothing more."""
        self._is_stopped = True
        for process in self._running:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        self._thread.join(60)

    def _run(self) -> None:
        # Taking one from a deque is one step of the interpreter, so no two lanes get the same.
        while not self._is_stopped:
            try:
                step = self._steps.popleft()
            except IndexError:
                return
            self.outcomes.append(self._run_step(step))

    def _run_step(self, step: Step) -> Outcome:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "report.xml")
            command = [part.replace("{report}", str(report)) for part in step.command]
            process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(), stdout=self.output, stderr=self.output and subprocess.STDOUT
            )
            self._running.append(process)
            code = process.wait()
            return Outcome(step, code, time.monotonic() - began, found_in(report))


def found_in(report: Path) -> str:
    """How many tests there were, and which of them failed."""
    if not report.exists():
        return ""
    cases = list(ElementTree.parse(report).iter("testcase"))
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = sum(case.find("skipped") is not None for case in cases)
    told = f"{len(cases):,} tests, {len(bad)} failed, {skipped} skipped"
    return "\n".join([told, *(f"{'':12}{case.get('classname')}::{case.get('name')}" for case in bad)])


def run(steps: Sequence[Step], lanes: int) -> int:
    """Run the steps in so many lanes; 0 where every step passed."""
    left = deque(steps)
    with tempfile.TemporaryDirectory() as folder:
        made = [Lane(left, place.open("wb") if (place := _place(folder, n)) else None) for n in range(lanes)]
        try:
            for lane in made:
                lane.start()
            for lane in made:
                lane.wait()
        except BaseException:
            for lane in made:
                lane.stop()
            raise
        finally:
            for number, lane in enumerate(made):
                if (place := _place(folder, number)) and lane.output:
                    lane.output.close()
                    _show(lane, place)
    outcomes = sorted((outcome for lane in made for outcome in lane.outcomes), key=lambda one: steps.index(one.step))
    print("", *outcomes, sep="\n", flush=True)
    return int(any(outcome.code for outcome in outcomes))


def _place(folder: str, number: int) -> Path | None:
    return Path(folder, f"{number}.txt") if number else None


def _show(lane: Lane, place: Path) -> None:
    names = ", ".join(outcome.step.name for outcome in lane.outcomes)
    print(f"\nWhat ran beside it: {names}", flush=True)
    sys.stdout.buffer.write(place.read_bytes())
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    # Half of the examples that a developer's own run looks at; all rules still have theirs.
    return {"NBLABEL_EXAMPLES": "0.5", **os.environ}


def _pytest(name: str, *arguments: str) -> Step:
    # A cache of its own: both write down what failed when they end.
    own = ["-o", f"cache_dir=.pytest_cache/{name}", "--junitxml={report}"]
    return Step(name, [sys.executable, "-m", "pytest", *own, *arguments])


def _terminated(_number: int, _frame: FrameType | None) -> Never:
    raise SystemExit(143)


def _found(*patterns: str) -> list[str]:
    return sorted(
        {path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(f"tests/{pattern}.py")}
    )


def _without(paths: Sequence[str]) -> list[str]:
    return [f"--ignore={path}" for path in paths]


# A step of its own, so that no lane has far more to do than another.
PROCESSES = _found("integration/test_*_kill", "integration/test_durability_*", "integration/test_writes_by_many")

# The longest first, so that the lanes end together.
STEPS = (
    _pytest("browser", "-m", "browser", "tests/browser"),
    _pytest("integration", *_without(PROCESSES), "tests/integration"),
    _pytest("rest", "-m", "not browser", "--ignore=tests/integration", "--ignore=tests/property"),
    _pytest("processes", *PROCESSES),
    _pytest("property", "tests/property"),
    Step("javascript", [sys.executable, "scripts/node.py", "npm", "test"]),
)
# One more than there are processors: each lane waits for a page, a file or a process now and then.
LANES = (os.cpu_count() or 1) + 1

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(run(STEPS, LANES))
