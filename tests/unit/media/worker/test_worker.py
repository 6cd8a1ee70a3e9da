"""The worker: files that crash, hang or swell are ended with it, and the notebook goes on."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem, MissingExtra
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.registry import kinds as registry
from nblabel.media.registry.kinds import kinds
from nblabel.media.serving import show
from nblabel.media.serving.jobs import is_lasting
from nblabel.media.worker.queueing import stood_in_line_s
from nblabel.media.worker.worker import Worker, WorkerLimits, shared_worker

ODD_KIND = '''
"""A kind that does whatever a test needs."""

import os, signal, sys, threading, time
import numpy as np
import PIL.Image
from nblabel.errors import MediaProblem, MissingExtra
from nblabel.media.registry.base import BaseKind
from nblabel.media.pictures.headers import Header
from nblabel.media.registry.kinds import register
from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.files.beat import still_working

class Odd(BaseKind):
    name = "odd"
    state = "no"

    def modest(self, medium, size): Odd.call_bytes = size
    def warm(self): Odd.state = "yes"
    def loaded(self, medium): return Odd.state
    def probe(self, medium): return Header(3, 4, detail={"sizes": [[3, 4]], "name": "\\u00e9", "none": None})
    def frame(self, medium, index=0, look=None):
        return PIL.Image.fromarray(np.arange(index * 6, dtype=np.uint8).reshape(2, index, 3))
    def grey(self, medium): return PIL.Image.new("L", (3, 2), 7)
    def strip(self, medium): return [Thumb(b"jpeg", 3, 2), "no such frame", Thumb(b"", 0, 0)]
    def times(self, medium): return [0.0, 0.5, 1.25]
    def array(self, medium): return np.arange(6, dtype=np.int16).reshape(2, 3)
    def pid(self, medium): return os.getpid()
    def noise(self, medium): print("hello"); sys.stderr.write("hello"); os.write(1, b"hello"); return "quiet"
    def crash(self, medium): os.kill(os.getpid(), signal.SIGSEGV)
    def leave(self, medium): os._exit(3)
    def hang(self, medium): threading.Event().wait()
    def quiet(self, medium, seconds): time.sleep(seconds); return seconds
    def slow(self, medium, steps):
        for _ in range(steps): time.sleep(0.1); still_working()
        return steps
    def swell(self, medium, size): return len(bytearray(size))
    def problem(self, medium): raise MediaProblem("The file is sour.")
    def missing(self, medium): raise MissingExtra('pip install "nblabel[odd]"')
    def lost(self, medium): raise MediaProblem("The disk is gone.") from OSError(5, "gone")
    def bug(self, medium): raise KeyError("surprise")
    def strange(self, medium): return object()

register(Odd())
'''
ADA = Medium("odd", ("/nowhere/ada.odd",))
BEN = Medium("odd", ("/nowhere/ben.odd",))


@pytest.fixture(autouse=True)
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind in a module of its own, as a package of somebody else would bring it."""
    kinds()
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/odd_kind_of_tests.py").write_text(ODD_KIND)
    monkeypatch.syspath_prepend(str(tmp_path / "modules"))
    importlib.import_module("odd_kind_of_tests")
    yield
    del sys.modules["odd_kind_of_tests"]


@pytest.fixture
def worker() -> Iterator[Worker]:
    """One that waits as long as a busy machine may take."""
    one = Worker(WorkerLimits(deadline_s=60.0, processes=1))
    yield one
    one.close()


@pytest.fixture
def hasty() -> Iterator[Worker]:
    """One that waits for a second and a half, and has started."""
    one = Worker(WorkerLimits(deadline_s=1.5, processes=1))
    pid(one)
    yield one
    one.close()


def pid(worker: Worker) -> int:
    """The process of now, however long it takes to start."""
    found: int = worker.call("odd", "pid", ADA, deadline_s=60.0)
    return found


def ask(worker: Worker, method: str, *args: Any, medium: Medium = ADA) -> Any:
    return worker.call("odd", method, medium, *args)


def reason(worker: Worker, method: str) -> str:
    try:
        ask(worker, method)
    except MediaProblem as problem:
        return str(problem)
    return ""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ends when it is so; one that waits for ever is ended by the runner."""
    while not is_so():
        threading.Event().wait(0.005)


def test_what_kinds_answer_comes_back_as_it_was(worker: Worker) -> None:
    assert ask(worker, "probe") == Header(3, 4, detail={"sizes": [[3, 4]], "name": "\u00e9", "none": None})
    assert ask(worker, "strip") == [Thumb(b"jpeg", 3, 2), "no such frame", Thumb(b"", 0, 0)]
    assert ask(worker, "times") == [0.0, 0.5, 1.25]
    assert ask(worker, "array").tolist() == [[0, 1, 2], [3, 4, 5]]
    grey = ask(worker, "grey")
    assert (grey.mode, grey.size, grey.tobytes()) == ("L", (3, 2), b"\7" * 6)
    picture = ask(worker, "frame", 4)
    assert (picture.mode, picture.size, picture.tobytes()) == ("RGB", (4, 2), bytes(range(24)))
    picture.putpixel((0, 0), (1, 2, 3))


def test_a_large_picture_comes_back_whole(worker: Worker) -> None:
    picture = ask(worker, "frame", 500_000)
    assert picture.size == (500_000, 2)
    assert picture.getpixel((499_999, 1)) == tuple((2_999_997 + i) % 256 for i in range(3))


def test_one_process_serves_all_calls_and_none_is_started_before(worker: Worker) -> None:
    assert worker.pids == []
    pids = {ask(worker, "pid") for _ in range(5)}
    assert pids == set(worker.pids)
    assert os.getpid() not in pids


def test_what_a_library_prints_does_not_disturb_the_answers(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(worker, "noise") == "quiet"
    assert ask(worker, "noise") == "quiet"
    assert capfd.readouterr() == ("", "")


def test_mistakes_come_back_as_they_were_raised(worker: Worker) -> None:
    with pytest.raises(MediaProblem, match=r"^The file is sour\.$") as sour:
        ask(worker, "problem")
    assert is_lasting(sour.value)
    with pytest.raises(MissingExtra, match="nblabel"):
        ask(worker, "missing")
    with pytest.raises(MediaProblem, match="The disk is gone") as lost:
        ask(worker, "lost")
    assert not is_lasting(lost.value)
    with pytest.raises(MediaProblem, match="surprise"):
        ask(worker, "bug")
    with pytest.raises(MediaProblem, match="object"):
        ask(worker, "strange")
    assert len(worker.pids) == 1


def test_a_crash_is_a_reason_and_the_next_call_is_served(worker: Worker) -> None:
    with pytest.raises(MediaProblem, match=r"crashed \(SIGSEGV\)") as crash:
        ask(worker, "crash")
    assert not is_lasting(crash.value)
    with pytest.raises(MediaProblem, match=r"ended \(status 3\)"):
        ask(worker, "leave", medium=BEN)
    assert ask(worker, "times") == [0.0, 0.5, 1.25]


def test_what_hangs_is_ended_after_the_deadline(hasty: Worker) -> None:
    before = pid(hasty)
    with pytest.raises(MediaProblem, match=r"took longer than 1\.5 seconds and was stopped"):
        ask(hasty, "hang")
    assert pid(hasty) != before
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_what_waits_for_a_processor_is_given_that_time_too(hasty: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([5.0, 6.0, 6.5])
    monkeypatch.setattr("nblabel.media.worker.process.stood_in_line_s", lambda pid: next(told, 6.5))
    assert ask(hasty, "quiet", 2.2) == 2.2  # 1.5 and, as it stood in line for a second, 1 more
    with pytest.raises(MediaProblem, match="was stopped"):
        ask(hasty, "quiet", 2.2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_process_is_told_apart_that_stands_in_line() -> None:
    spin = [
        sys.executable,
        "-c",
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print(flush=True)\nwhile True: pass",
    ]
    spinning = [subprocess.Popen(spin, stdout=subprocess.PIPE) for _ in range(3)]
    try:
        for one in spinning:
            assert one.stdout is not None
            one.stdout.readline()
        while min(stood_in_line_s(one.pid) for one in spinning) < 0.1:
            os.sched_yield()
        assert stood_in_line_s(2**22 + 1) == 0
    finally:
        for one in spinning:
            one.kill()
            one.communicate()


def test_slow_work_that_gets_on_is_not_ended(hasty: Worker) -> None:
    assert ask(hasty, "slow", 25) == 25


def test_even_work_that_gets_on_has_an_end() -> None:
    worker = Worker(WorkerLimits(deadline_s=1.0, most_s=2.0))
    with pytest.raises(MediaProblem, match="was stopped"):
        ask(worker, "slow", 10_000)
    worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_what_swells_is_refused_its_memory_and_the_process_lives(worker: Worker) -> None:
    before = ask(worker, "pid")
    with pytest.raises(MediaProblem, match="too much memory") as swollen:
        ask(worker, "swell", 10**10)
    assert not is_lasting(swollen.value)
    assert ask(worker, "pid") == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_a_kind_may_allow_a_call_less(worker: Worker) -> None:
    assert ask(worker, "swell", 200_000_000) == 200_000_000
    ask(worker, "modest", 100_000_000)
    with pytest.raises(MediaProblem, match="too much memory"):
        ask(worker, "swell", 200_000_000)
    assert ask(worker, "swell", 50_000_000) == 50_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much a process holds")
def test_a_process_that_has_grown_is_replaced() -> None:
    worker = Worker(WorkerLimits(rest_above_bytes=1))
    first = ask(worker, "pid")
    assert ask(worker, "pid") != first
    assert ask(worker, "frame", 3).size == (3, 2)
    worker.close()


def test_a_file_that_ended_it_twice_is_not_tried_again_until_it_changes(worker: Worker, tmp_path: Path) -> None:
    file = tmp_path / "cat.odd"
    file.write_text("hiss")
    cat = Medium("odd", (str(file),))
    for _ in range(2):
        with pytest.raises(MediaProblem, match=r"crashed \(SIGSEGV\); save the file again or remove it\.$"):
            ask(worker, "crash", medium=cat)
    pid = ask(worker, "pid")
    with pytest.raises(MediaProblem, match="tried 2 times and is tried again once it changes") as refused:
        ask(worker, "pid", medium=cat)
    assert is_lasting(refused.value)
    assert ask(worker, "pid") == pid
    file.write_text("purr, purr")
    assert ask(worker, "pid", medium=cat) == pid


def test_an_idle_process_goes_and_comes_back() -> None:
    worker = Worker(WorkerLimits(idle_s=0.05))
    first = ask(worker, "pid")
    wait_until(lambda: not is_running(first))
    assert ask(worker, "pid") != first
    worker.close()


def test_a_second_process_helps_out_while_the_first_is_held_up() -> None:
    worker = Worker(WorkerLimits(deadline_s=30.0, patience_s=0.05))
    ask(worker, "pid")
    (held,) = worker.pids
    reasons: list[str] = []
    stuck = threading.Thread(target=lambda: reasons.append(reason(worker, "hang")))
    stuck.start()
    wait_until(lambda: held not in [process.pid for process in worker._free])
    helper = ask(worker, "pid", medium=BEN)
    assert helper != held
    assert ask(worker, "pid", medium=BEN) == helper
    os.kill(held, signal.SIGKILL)
    stuck.join(10)
    assert not stuck.is_alive()
    assert "SIGKILL" in reasons[0]
    assert worker.pids == [helper]
    worker.close()


def test_many_threads_get_their_own_answers(worker: Worker) -> None:
    found: dict[int, int] = {}

    def look(width: int) -> None:
        for _ in range(5):
            found[width] = ask(worker, "frame", width).width

    threads = [threading.Thread(target=look, args=(width,)) for width in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {width: width for width in range(1, 9)}
    assert len(worker.pids) == 1


def test_a_file_goes_back_to_the_process_that_has_it_open() -> None:
    worker = Worker(WorkerLimits(patience_s=0.0, processes=2))
    threads = [
        threading.Thread(target=ask, args=(worker, "slow", 3), kwargs={"medium": medium}) for medium in (ADA, BEN)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    home = {medium: ask(worker, "pid", medium=medium) for medium in (ADA, BEN)}
    for medium in (BEN, ADA, ADA, BEN, ADA):
        assert ask(worker, "pid", medium=medium) == home[medium]
    worker.close()


def test_closing_ends_the_processes(worker: Worker) -> None:
    pid = ask(worker, "pid")
    worker.close()
    assert worker.pids == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert ask(worker, "pid") != pid


def test_an_interrupted_call_does_not_mix_up_the_next(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(worker, "pid")
    process = worker._free[0]

    def interrupt(*_: float) -> list[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "_next", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ask(worker, "times")
    assert ask(worker, "frame", 5).width == 5
    assert ask(worker, "pid") != first


def test_a_kind_of_the_notebook_itself_is_told_where_to_go(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = registry._registered["odd"]
    monkeypatch.setattr(type(kind), "__module__", "__main__")
    with pytest.raises(MediaProblem, match="was made in this notebook"):
        ask(worker, "probe")


def test_a_kind_in_a_module_that_is_not_there_says_so(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "modules/odd_kind_of_tests.py").unlink()
    with pytest.raises(
        MediaProblem, match='stands in module "odd_kind_of_tests", which the worker process cannot import'
    ):
        ask(worker, "probe")


def test_a_module_found_since_it_started_is_found_by_it_too(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry != str(tmp_path / "modules")])
    with pytest.raises(MediaProblem, match="cannot import"):
        ask(worker, "probe")
    monkeypatch.syspath_prepend(str(tmp_path / "modules"))
    assert ask(worker, "probe").width == 3


def test_the_door_sends_to_the_worker_what_belongs_there() -> None:
    pid = shared_worker().call("odd", "pid", ADA)
    assert pid != os.getpid()
    assert show.probe(ADA).width == 3
    assert show.frame(ADA, 2).size == (2, 2)


CHILD = """
import os, sys
from nblabel.domain.medium import Medium
from nblabel.media.worker.worker import shared_worker
sys.path.insert(0, {folder!r})
import odd_kind_of_tests
ada = Medium("odd", ("/nowhere/ada.odd",))
mine = shared_worker().call("odd", "pid", ada)
{then}
"""


def run(tmp_path: Path, then: str) -> subprocess.CompletedProcess[str]:
    script = CHILD.format(folder=str(tmp_path / "modules"), then=then)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)


def test_it_ends_with_the_notebook(tmp_path: Path) -> None:
    done = run(tmp_path, "print(mine)")
    assert done.returncode == 0, done.stderr
    pid = int(done.stdout)
    wait_until(lambda: not is_running(pid))


def test_it_ends_with_a_notebook_that_was_killed_even_while_it_works(tmp_path: Path) -> None:
    then = """
import threading
threading.Thread(target=lambda: shared_worker().call("odd", "hang", ada, deadline_s=600), daemon=True).start()
while not shared_worker()._busy: pass
print(mine, flush=True)
os.kill(os.getpid(), 9)
"""
    pid = int(run(tmp_path, then).stdout)
    wait_until(lambda: not is_running(pid))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_after_a_fork_parent_and_child_have_one_each(tmp_path: Path) -> None:
    then = """
child = os.fork()
if child == 0:
    other = shared_worker().call("odd", "pid", ada)
    os._exit(0 if other != mine else 1)
assert os.waitpid(child, 0)[1] == 0
assert shared_worker().call("odd", "pid", ada) == mine
print("both")
"""
    done = run(tmp_path, then)
    assert done.stdout == "both\n", done.stderr


def test_it_does_not_run_the_main_module_again(tmp_path: Path) -> None:
    script = tmp_path / "notebook.py"
    then = 'print("ran", shared_worker().call("odd", "times", ada))'
    script.write_text(CHILD.format(folder=str(tmp_path / "modules"), then=then))
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout == "ran [0.0, 0.5, 1.25]\n", done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_ctrl_c_in_the_terminal_leaves_it_alone(worker: Worker) -> None:
    pid = ask(worker, "pid")
    os.kill(pid, signal.SIGINT)
    assert ask(worker, "pid") == pid


def test_starting_it_imports_none_of_the_heavy_libraries() -> None:
    script = (
        "import nblabel.media.worker.main, nblabel.media.registry.kinds as k; k.kinds(); import sys; print([n for n in "
    )
    script += (
        "('numpy', 'PIL.Image', 'pydicom', 'av', 'nibabel', 'pypdfium2', 'pandas', 'duckdb') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr


def test_it_loads_ahead_what_kinds_need(worker: Worker) -> None:
    worker.warm(["odd", "text"])
    assert len(worker.pids) == 1
    assert ask(worker, "loaded") == "yes"
