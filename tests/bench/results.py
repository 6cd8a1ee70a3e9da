"""`RESULTS.md`: one table a part; a part that is measured again replaces its own table only."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
from tests.bench.figures import Figure

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# What `make bench` measured

Each figure beside its peer of the same run; "ratio" is the figure divided by its peer. A target that was missed says
**missed**. `make bench` measures all of it anew, `python -m tests.bench grid store` only some parts.
"""
COLUMNS = ("figure", "value", "peer", "its value", "ratio", "target", "met?")
_SECTION = re.compile(r"^## (\S+)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part came to: its figures, or why there are none."""

    about: str
    figures: Sequence[Figure] = ()
    error: str = ""
    stolen: float = 0.0  # part of the processors' time that the host gave to others meanwhile


def write(outcomes: Mapping[str, Outcome], order: Sequence[str]) -> None:
    """Put the tables of these parts into the file, and leave those of others."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    kept = {name: body.strip() for name, body in _SECTION.findall(text)}
    kept |= {name: _section(outcome) for name, outcome in outcomes.items()}
    sections = [f"## {name}\n\n{kept[name]}\n" for name in order if name in kept]
    RESULTS.write_text("\n".join([HEAD, *sections]), encoding="utf-8")


def table(outcome: Outcome) -> str:
    """The figures as a Markdown table that reads well as plain text too."""
    if outcome.error:
        return f"**Not measured:** {outcome.error}"
    rows = [COLUMNS, *(_cells(figure) for figure in outcome.figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _section(outcome: Outcome) -> str:
    return f"{outcome.about}\n\n{table(outcome)}\n\n{_machine(outcome.stolen)}"


def _cells(figure: Figure) -> tuple[str, ...]:
    peer = "" if figure.peer_value is None else f"{_number(figure.peer_value)} {figure.unit}"
    ratio = "" if figure.ratio is None else _number(figure.ratio)
    met = {True: "yes", False: "**missed**", None: ""}[figure.is_met]
    return figure.name, f"{_number(figure.value)} {figure.unit}", figure.peer, peer, ratio, figure.target, met


def _number(value: float) -> str:
    """Three digits that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def _machine(stolen: float) -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    load = os.getloadavg()[1]
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{os.cpu_count()} cores, {memory} GB",
        f"load of the 5 minutes before {load:.1f}",
        f"{stolen:.1%} of the processors taken by the host",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("duckdb", "pandas", "pillow", "jupyterlab")),
    ]
    return f"Measured {', '.join([*parts, *_browser()])}."


def _browser() -> list[str]:
    from scripts import chromium

    found = chromium.find()
    if found is None:
        return []
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    return [" ".join(said.split()[:2])] if said else []
