"""One project of 1,000,000 items and 4,500,000 label rows, through the API and as the messages of a grid. The peer is a
pandas DataFrame of the same items: in memory, and where something is written, saved to parquet so that it is kept. (It
keeps no history, no authors and no undo.)"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import table
from tests.bench.figures import Figure, milliseconds, p50, typical_ms
from tests.bench.request import Kernel
from tests.bench.world import build

import nblabel as nb
from nblabel import F
from nblabel.domain.query import Query
from nblabel.store.counting import facets

ITEMS = 1_000_000
ROUNDS = 3
PAGE = 60
FILTERS = {"Weather": "b", "Light": "c"}


def run(items: int = ITEMS) -> list[Figure]:
    """Bulk writes and undo, a filtered page, facets."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        path = Path(name) / "world.duckdb"
        build(path, items).db.close()
        frame = table.of_items(items)
        with nb.open(path, annotator="ada") as project:
            reads = [*_pages(project, frame), *_facets(project, frame)]
            return [*_bulk(project, frame, Path(name) / "frame.parquet"), *reads]


def _bulk(project: nb.Project, frame: table.Frame, parquet: Path) -> list[Figure]:
    ours = {override: [_round(project, override) for _ in range(ROUNDS)] for override in (False, True)}
    unanswered = frame["Animal"].copy()

    def filled() -> None:
        frame["Animal"] = unanswered
        table.fill(frame, "Animal", "b", parquet)

    peers = {
        False: typical_ms(filled, ROUNDS),
        True: typical_ms(lambda: table.bulk(frame, "Animal", "b", len(frame), parquet), ROUNDS),
    }
    figures = []
    for override, name in ((False, "skip those answered"), (True, "override")):
        changed, bulk, undo = (
            ours[override][0][0],
            *(p50([turn[at] for turn in ours[override]]) / 1000 for at in (1, 2)),
        )
        said = f"{project.items!r}".split("#")[-1].strip()
        figures += [
            Figure(
                f"classify {said}, {name} ({changed:,} change)",
                bulk,
                "s",
                "pandas + parquet",
                peers[override] / 1000,
                "< 1 s",
            ),
            Figure(f"undo of that ({name})", undo, "s", "pandas + parquet", peers[override] / 1000, "< 1.5 s"),
        ]
    return figures


def _round(project: nb.Project, override: bool) -> tuple[int, float, float]:
    receipts: list[nb.Receipt] = []
    bulk = milliseconds(lambda: receipts.append(project.items.classify("Animal", "b", override=override)))
    return receipts[0].applied, bulk, milliseconds(receipts[0].undo)


def _pages(project: nb.Project, frame: table.Frame) -> list[Figure]:
    kernel = Kernel(project.items)
    query = {"filters": [_filter(project, name, value) for name, value in FILTERS.items()]}
    everything = {"gen": kernel.gen, "selection": {}}

    def asked() -> None:
        kernel.ask("query", query=query, **everything)
        kernel.ask("rows", gen=kernel.gen, first=0, count=PAGE)

    def masked() -> int:
        found = frame[_mask(frame)]
        return len(found) + len(found.head(PAGE).to_dict("records"))

    view = project.filter(*(F[name] == value for name, value in FILTERS.items()))
    peer, in_memory = typical_ms(masked), "pandas in memory"
    return [
        Figure("filtered page of 60 + count, as messages", typical_ms(asked), "ms", in_memory, peer, "< 150 ms"),
        Figure("filtered page of 60 + count, API", typical_ms(lambda: (len(view), view[:PAGE].to_df())), "ms", in_memory, peer),
        Figure("to_df() of that view", typical_ms(view.to_df), "ms", in_memory, typical_ms(lambda: frame[_mask(frame)].copy())),
        Figure("sorted by title, first page", typical_ms(lambda: project.sort(F.title)[:PAGE].ids(), 3), "ms",
               "pandas sort_values + head", typical_ms(lambda: frame.sort_values("title").head(PAGE), 3)),
    ]  # fmt: skip


def _facets(project: nb.Project, frame: table.Frame) -> list[Figure]:
    names = ["status", "tag", "kind", "dataset", *(f"q:{place.question.ident}" for place in project.ontology.places)]
    view = project.filter(*(F[name] == value for name, value in FILTERS.items()))
    columns = ["Animal", "Breed", *FILTERS, "Place", "Season", "status", "tag", "site", "camera"]

    def counted(query: Query) -> float:
        wanted = [(name, query) for name in names]
        return typical_ms(lambda: project._reading.read(lambda cur, scope: facets.facets(cur, scope, wanted)))

    everything = typical_ms(lambda: [frame[name].value_counts() for name in columns])
    under = typical_ms(lambda: [frame[_mask(frame)][name].value_counts() for name in columns])
    peer = "pandas: 10 value_counts in memory"
    return [
        Figure(f"{len(names)} facets", counted(Query()), "ms", peer, everything, "< 250 ms"),
        Figure(
            f"{len(names)} facets under two filters", counted(view._query), "ms", f"{peer}, masked", under, "< 250 ms"
        ),
    ]


def _filter(project: nb.Project, name: str, value: str) -> dict[str, object]:
    question = project.ontology[name]
    option = next(option for option in question.choices if option.name == value)
    return {"field": f"q:{question.ident}", "op": "is", "values": [str(option.id)]}


def _mask(frame: table.Frame):  # type: ignore[no-untyped-def]
    return (frame["Weather"] == FILTERS["Weather"]) & (frame["Light"] == FILTERS["Light"])
