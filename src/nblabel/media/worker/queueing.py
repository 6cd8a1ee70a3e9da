"""How long a process stood in line for a processor: on a busy machine that is no fault of the file it opens."""

from __future__ import annotations

from pathlib import Path


def stood_in_line_s(pid: int) -> float:
    """Seconds, of that of its threads which waited longest since it was started; 0.0 where the system does not tell."""
    try:
        return max(map(_in_line_ns, Path(f"/proc/{pid}/task").iterdir())) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _in_line_ns(task: Path) -> int:
    # Time on a processor, time in line for one, number of turns (Documentation/scheduler/sched-stats of Linux).
    return int((task / "schedstat").read_text("ascii").split()[1])
