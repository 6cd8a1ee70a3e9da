"""Facets of views of frames count the frames that a condition on the same value finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.property.pets import ONTOLOGY, TREES, make

from nblabel import F, ops
from nblabel.domain.commands import Classify, SetStatus, Tag
from nblabel.domain.frame_choice import Every
from nblabel.domain.frames import Frames
from nblabel.domain.query import Ids, Query
from nblabel.ops import Session
from nblabel.store.counting import facets
from nblabel.store.query import views

EVERY = Query().by_frame(Every(2))
NAMED = {f"q:{ONTOLOGY[name].ident}": name for name in ("Animal", "Flags", "Quality")}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Of six clips: one answered as a whole, one on some frames, one both ways, with the same answer and with others."""
    made = make(tmp_path / "clips.duckdb", 6, kind="video")
    cat, dog, blurry, dark = TREES[0], TREES[1], TREES[4], TREES[5]
    for item, tree, frames in (
        (1, cat, None),
        (2, cat, Frames(3, 6)),
        (2, dog, Frames(7, 9)),
        (3, blurry, None),
        (3, dark, Frames(0, 4)),
        (4, blurry, Frames(1, 1)),
        (4, TREES[6], None),
        (5, TREES[7], Frames(4, 9)),
    ):
        ops.run(made, Classify(target=of(item), answer=tree, frames=frames, override=True))
    ops.run(made, SetStatus(target=of(1, 2), status="review"))
    ops.run(made, Tag(target=of(2, 3), tag="night"))
    ops.run(made, Tag(target=of(2), tag="street"))
    yield made
    made.close()


def of(*items: int) -> Query:
    return Query(where=(Ids(items),))


@pytest.mark.parametrize(
    "query",
    [
        EVERY,
        EVERY.filtered(F.status == "review"),
        EVERY.filtered(F["Animal"] == "cat"),
        EVERY.sorted_by(F.title.desc()).sliced(3, 20),
        EVERY.filtered(F["Animal"] == "neither"),
    ],
    ids=["all", "some items", "some frames", "a slice", "none"],
)
def test_each_bucket_is_what_its_condition_finds_under_the_query_and_in_all(session: Session, query: Query) -> None:
    with session.db.read() as cur:
        scope = session.scope(cur=cur)

        def count(of: Query, field: object) -> int:
            return len(views.ids(cur, scope, of.filtered(field)))  # type: ignore[arg-type]

        names = [*NAMED, "status", "tag"]
        found = facets.facets(cur, scope, [(name, query) for name in names], EVERY)
        for name in names:
            assert found[name]
            for value, under, total in found[name]:
                field = F[NAMED[name]] if name in NAMED else F.status
                if name == "tag":
                    condition = F.tags.has(value) if value else ~(F.tags.has("night") | F.tags.has("street"))
                else:
                    shown = facets.label(ONTOLOGY, name, value)
                    given = float(value) if value and name == f"q:{ONTOLOGY['Quality'].ident}" else shown
                    condition = field.is_missing() if not value else field == given
                assert (under, total) == (count(query, condition), count(EVERY, condition)), (name, value)
