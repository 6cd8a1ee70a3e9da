"""Looking around in 1,000,000 items of 4,500,000 label rows and changing them all: filters, facets, collections, plans, bulk
changes, tasks. The peer is a pandas DataFrame of the same items in memory, and a parquet file of it read with the filter
pushed down. (Neither keeps history, authors, undo or the order of a page.)"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd
import psutil
import pyarrow.compute as pc
import pyarrow.dataset as ds
from tests.bench import table
from tests.bench.figures import Figure, milliseconds, p50, typical_ms
from tests.bench.request import Kernel
from tests.bench.stolen import left_alone
from tests.bench.world import build

import nblabel as nb
from nblabel import F

SMALL, LARGE = 100_000, 1_000_000
ROUNDS = 3
PAGE = 60
FACETS = ("status", "tag", "meta:site", "meta:camera", "Animal", "Breed", "Weather", "Light", "Place", "Season")


def run(small: int = SMALL, large: int = LARGE) -> list[Figure]:
    """Reads at both sizes, writes at the large one."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        figures = []
        for items, limits in ((small, (30, 40)), (large, (200, 300))):
            path = folder / f"{items}.duckdb"
            build(path, items).db.close()
            frame = table.of_items(items)
            parquet = folder / f"{items}.parquet"
            table.save(frame, parquet)
            with nb.open(path, annotator="ada") as project:
                figures += reads(project, frame, parquet, *limits)
                if items == large:
                    figures += [*collections(project, frame), *writes(project, frame, parquet), *tasks(project)]
            if items == large:
                figures += growth(path)
        return figures


def reads(project: nb.Project, frame: table.Frame, parquet: Path, filter_ms: int, facets_ms: int) -> list[Figure]:
    """The page as the explorer asks for it."""
    said = f"{len(frame):,} items"
    kernel = Kernel(project.items)
    wanted: list[dict[str, object]] = [
        _is(project, "Weather", "b"),
        _is(project, "Light", "c"),
        {"field": "status", "op": "is", "values": ["annotate"]},
        {"field": "width", "op": "between", "values": ["1000", "2500"]},
    ]

    def asked(filters: list[dict[str, object]]) -> float:
        def both() -> None:
            kernel.ask("query", query={"filters": filters}, gen=kernel.gen, selection={})
            kernel.ask("rows", gen=kernel.gen, first=0, count=PAGE)

        return milliseconds(both)

    # A change in between, so that no answer is one kept from the turn before.
    ours = [(_change(project, turn), asked(wanted))[1] for turn in range(ROUNDS)]

    def masked() -> int:
        found = frame[_mask(frame)]
        return len(found) + len(found.head(PAGE).to_dict("records"))

    narrow = _pages(kernel)
    kernel.ask("query", query={"sort": [{"field": "meta:score"}]}, gen=kernel.gen, selection={})
    scattered = _pages(kernel)
    kernel.ask("query", query={}, gen=kernel.gen, selection={})
    needle, limit = f"IMG_{len(frame) // 7}", "< 60 ms" if len(frame) == LARGE else ""
    found = typical_ms(lambda: len(project.search(needle)))
    peer = typical_ms(lambda: int(frame["title"].str.contains(needle, regex=False).sum()), 3)
    name, pushed = f"four conditions, first page, count; {said}", typical_ms(lambda: _pushed(parquet), 3)
    return [
        Figure(name, median(ours), "ms", "pandas in memory", typical_ms(masked), f"< {filter_ms} ms"),
        Figure(name, median(ours), "ms", "parquet, filter pushed down", pushed),
        Figure(f"the slowest later page of that; {said}", narrow, "ms", target="< 20 ms"),
        Figure(f"the slowest page of all; {said}", _pages(kernel), "ms", target="< 20 ms"),
        Figure(
            f"the slowest page of all, sorted by a number, so that its items lie far apart; {said}", scattered, "ms"
        ),
        *_facets(project, frame, facets_ms),
        Figure(f"text in titles; {said}", found, "ms", "pandas str.contains", peer, limit),
    ]


def _change(project: nb.Project, turn: int) -> None:
    project.items[:1].tag(f"turn {turn}")


def _pages(kernel: Kernel) -> float:
    def page(first: int) -> float:
        return milliseconds(lambda: kernel.ask("rows", gen=kernel.gen, first=first, count=PAGE))

    return left_alone(lambda: max(median(page(first) for _ in range(ROUNDS)) for first in _places(kernel)))


def _places(kernel: Kernel) -> list[int]:
    count = len(kernel.board.ranking)
    return [round(part * (count - PAGE)) for part in (0.1, 0.3, 0.5, 0.7, 0.9, 1)]


def _facets(project: nb.Project, frame: table.Frame, limit_ms: int) -> list[Figure]:
    columns = ["status", "tag", "site", "camera", "Animal", "Breed", "Weather", "Light", "Place", "Season"]
    names = [_facet(project, name) for name in FACETS]

    def counted(view: nb.View, turn: int) -> float:
        _change(project, turn)
        kernel = Kernel(view)
        return milliseconds(lambda: kernel.ask("facets", gen=kernel.gen, names=names))

    views = (project.items, project.filter(F["Weather"] == "b", F.width > 1000))
    everything, under = (median(counted(view, turn) for turn in range(ROUNDS)) for view in views)
    mask = (frame["Weather"] == "b") & (frame["width"] > 1000)
    plain = typical_ms(lambda: [frame[name].value_counts() for name in columns])
    masked = typical_ms(lambda: [frame[mask][name].value_counts() for name in columns])
    peer, said, limit = "pandas: 10 value_counts in memory", f"{len(frame):,} items", f"< {limit_ms} ms"
    return [
        Figure(f"ten facets; {said}", everything, "ms", peer, plain, limit),
        Figure(f"ten facets under two filters; {said}", under, "ms", f"{peer}, masked", masked, limit),
    ]


def collections(project: nb.Project, frame: table.Frame) -> list[Figure]:
    """A collection of about 300,000, live and fixed."""
    view = project.filter(F.width.between(1000, 2000))
    live = view.save("live", live=True)
    fixed: list[object] = []
    saved = milliseconds(lambda: fixed.append(view.save("fixed")))
    title = f"{len(live.items):,} items"
    peer = typical_ms(lambda: frame[frame["width"].between(1000, 2000)].index.to_numpy())
    found = typical_ms(lambda: live.items.ids())
    return [
        Figure(f"a live collection of {title}, evaluated", found, "ms", "pandas mask in memory", peer, "< 300 ms"),
        Figure(f"a collection of {title}, saved with its tag", saved / 1000, "s"),
    ]


def writes(project: nb.Project, frame: table.Frame, parquet: Path) -> list[Figure]:
    """All items at once; each change is undone, so that all meet the same file."""
    every = project.items
    kept = frame.copy()

    def rewritten() -> None:
        kept["status"] = "review"
        table.save(kept, parquet.with_name("written.parquet"))

    peer_s = typical_ms(rewritten, ROUNDS) / 1000
    plan = typical_ms(lambda: every.classify("Animal", "b", override=True, dry_run=True), ROUNDS)
    figures = [Figure(f"plan of a bulk classify over {len(frame):,}", plan, "ms", target="< 500 ms")]
    for name, change, limit in (
        ("classify, skip those answered", lambda: every.classify("Animal", "b"), 1.0),
        ("classify, override", lambda: every.classify("Animal", "b", override=True), 1.0),
        ("set status", lambda: every.set_status("review"), 1.5),
        ("tag", lambda: every.tag("seen"), 1.5),
        ("assign", lambda: every.assign("ben"), 1.5),
    ):
        done, undone = _done_and_undone(change)
        figures += [
            Figure(f"{name}, all {len(frame):,}", done, "s", "pandas column + parquet", peer_s, f"< {limit} s"),
            Figure(f"undo of that ({name})", undone, "s", "pandas column + parquet", peer_s, "< 1.5 s"),
        ]
    return figures


def _done_and_undone(change: Callable[[], nb.Receipt]) -> tuple[float, float]:
    times = [_turn(change) for _ in range(ROUNDS)]
    return p50([done for done, _ in times]), p50([undone for _, undone in times])


def _turn(change: Callable[[], nb.Receipt]) -> tuple[float, float]:
    receipts: list[nb.Receipt] = []
    done = milliseconds(lambda: receipts.append(change()))
    return done / 1000, milliseconds(receipts[0].undo) / 1000


def tasks(project: nb.Project) -> list[Figure]:
    """A pulling task over everything."""
    task = project.tasks.create("all", project.items, allocation="pulling")
    times = [milliseconds(lambda: task.next_item("ana")) for _ in range(30)]
    memory = psutil.Process().memory_info().rss / 2**30
    return [
        Figure("next_item of a pulling task of all, p50", p50(times), "ms", target="< 20 ms"),
        Figure("memory of the process after all this, with the peer's DataFrame", memory, "GB", target="< 1.5 GB"),
    ]


def growth(path: Path) -> list[Figure]:
    """What a million labels cost on the disk."""
    with nb.open(path, annotator="ada") as project:
        before = project.compact()[1]
        project.items.classify("Season", "b", override=True)
        after = project.compact()[1]
        rows = len(project)
    per_million = (after - before) / 2**20 / (rows / 1e6)
    return [Figure("growth of the file per million labels written over others, compacted", per_million, "MB")]


def _is(project: nb.Project, name: str, value: str) -> dict[str, object]:
    option = next(option for option in project.ontology[name].choices if option.name == value)
    return {"field": _facet(project, name), "op": "is", "values": [str(option.id)]}


def _facet(project: nb.Project, name: str) -> str:
    places = [place for place in project.ontology.places if place.question.name == name]
    return f"q:{places[0].question.ident}" if places else name


def _mask(frame: table.Frame) -> pd.Series:
    answers = (frame["Weather"] == "b") & (frame["Light"] == "c")
    return answers & (frame["status"] == "annotate") & frame["width"].between(1000, 2500)


def _pushed(parquet: Path) -> int:
    field = pc.field
    wanted = (field("Weather") == "b") & (field("Light") == "c") & (field("status") == "annotate")
    wanted &= (field("width") >= 1000) & (field("width") <= 2500)
    data = ds.dataset(parquet)
    return int(data.count_rows(filter=wanted)) + len(data.head(PAGE, filter=wanted).to_pylist())
