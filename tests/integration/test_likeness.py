"""What looks alike: likeness, duplicates, samples, vectors of one's own, and the page's `m`."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tests.integration import page
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F
from nblabel.domain.query_json import from_json, to_json
from nblabel.errors import MeasureError
from nblabel.project import Project
from nblabel.store.measured import held_vectors

N, SIZE = 400, 12


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    rows = np.random.default_rng(0).standard_normal((N, SIZE))
    rows[7] = rows[3] * 2  # the same direction: a tie
    rows[[50, 60]] = np.nan
    return rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, vectors: np.ndarray) -> Path:
    """Items that have vectors, but no pictures to speak of."""
    with nb.open(tmp_path_factory.mktemp("project") / "vectors.duckdb") as made:
        made.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog", "neither"]))
        made.add([f"https://pictures.example/{place:03}.jpg" for place in range(N)])
        assert made.add_vectors(vectors, name="given") == N - 2
    return made.path


@pytest.fixture
def project(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path)) as opened:
        yield opened


@pytest.fixture
def photos(tmp_path: Path, shared_data: Path) -> Iterator[Project]:
    with nb.open(tmp_path / "photos.duckdb") as made:
        made.add(shared_data / "media/photos")
        yield made


def by_hand(project: Project, vectors: np.ndarray, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids and cosines, the most alike first, missing last, ties by id."""
    ids = project.items.ids()
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    alike = unit @ unit[place]
    order = np.lexsort((ids, -np.round(alike, 5)))
    return ids[order], alike[order]


@pytest.fixture(params=["exact", "coarse"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Vectors as they are held where there are few, and where there are many."""
    monkeypatch.setattr(held_vectors, "EXACT_BYTES", 2**40 if request.param == "exact" else 0)
    held_vectors._held.clear()
    return request.param


def test_like_sorts_as_comparing_with_each_by_hand(project: Project, vectors: np.ndarray, held: str) -> None:
    for place in (0, 3, 399):
        ids, alike = by_hand(project, vectors, place)
        view = project.items.like(project.items[place])
        found = view.ids()
        rank = {ident: float(value) for ident, value in zip(ids, alike, strict=True)}
        told = np.array([rank[ident] for ident in found])
        assert sorted(found) == sorted(ids)
        assert np.isnan(told[-2:]).all()
        assert (np.diff(told[:-2]) <= 1e-4).all()
        assert view[:20].ids().tolist() == found[:20].tolist()
        assert view[5:30].ids().tolist() == found[5:30].tolist()
        assert len(view) == N


def test_the_statement_and_the_way_without_a_join_agree(project: Project, held: str) -> None:
    ident = int(project.items.ids()[3])
    for order in (F.like(ident).desc(), F.like(ident).asc()):
        fast = project.sort(order)
        joined = project.sort(order, F.title)  # a second key takes the other way
        assert fast.ids().tolist() == joined.ids().tolist()
        assert fast[:7].ids().tolist() == joined[:7].ids().tolist()
        assert fast[390:].ids().tolist() == joined[390:].ids().tolist()


def test_likeness_goes_with_filters_slices_and_conditions(project: Project, vectors: np.ndarray) -> None:
    item = project.items[0]
    project.items[:100].classify("Animal", "cat")
    some = project.filter(F["Animal"] == "cat").like(item)[:10]
    everything = [ident for ident in project.items.like(item).ids() if ident in set(project.items[:100].ids())]
    assert some.ids().tolist() == everything[:10]
    assert some.filter(F["Animal"] == "dog").ids().tolist() == []
    assert len(project.filter(F.like(item.id) > 0.999)) == 1
    assert len(project.filter(F.like(item.id).is_missing())) == 2
    receipt = project.items.like(item)[:5].classify("Animal", "dog", override=True)
    assert sorted(receipt.items("applied").ids()) == sorted(everything[:0] or project.items.like(item)[:5].ids())


def test_likeness_to_a_vector_and_its_line_of_python(project: Project, vectors: np.ndarray) -> None:
    ids, _ = by_hand(project, vectors, 9)
    view = project.items.like(vectors[9] * 5)
    assert view[:10].ids().tolist() == ids[:10].tolist()
    again = eval(view.code(), {"project": project, "F": F})
    assert again.ids().tolist() == view.ids().tolist()
    assert from_json(to_json(view._query)) == view._query
    assert pickle.loads(pickle.dumps(view._query)) == view._query


def test_new_vectors_count_at_once_and_removed_items_no_longer(
    project: Project, vectors: np.ndarray, held: str
) -> None:
    item = project.items[3]
    assert project.items.like(item)[:2].ids().tolist() == [project.items[3].id, project.items[7].id]
    table = pd.DataFrame({"item_id": [project.items[50].id], "vector": [list(vectors[3])]})
    assert project.add_vectors(table, name="given") == 1
    assert set(project.items.like(item)[:3].ids()) == {project.items[place].id for place in (3, 7, 50)}
    changed = pd.DataFrame({"item_id": [project.items[7].id], "vector": [list(-vectors[3])]})
    project.add_vectors(changed, name="given")
    assert set(project.items.like(item)[:2].ids()) == {project.items[place].id for place in (3, 50)}
    assert project.items.like(item)[N - 2].id == project.items[7].id


def test_what_has_no_vector_cannot_be_compared_with(project: Project, vectors: np.ndarray) -> None:
    with pytest.raises(MeasureError, match="has no vector"):
        project.items.like(project.items[50]).ids()
    with pytest.raises(MeasureError, match="12 numbers, not 3"):
        project.items.like([1.0, 2.0, 3.0]).ids()
    with pytest.raises(MeasureError, match=r'No vectors "clop". There are: given'):
        project.items.like(project.items[0], space="clop").ids()
    with pytest.raises(MeasureError, match="takes an item"):
        project.items.like(object())


@pytest.mark.parametrize(
    ("given", "match"),
    [
        (np.zeros((3, 4)), "400 items and 3 vectors"),
        (np.zeros(N), "two axes"),
        ([[1.0], [1.0, 2.0]], "same length"),
        (np.full((N, 4), np.nan), "None of the vectors"),
        (np.ones((N, 5)), "have 12 numbers and these have 5"),
        (pd.DataFrame({"id": [1]}), "column item_id"),
        (pd.DataFrame({"item_id": [10**6], "a": [1.0]}), "No item 1000000"),
        (pd.DataFrame({"item_id": [1, 1], "a": [1.0, 2.0]}), "named twice"),
    ],
)
def test_vectors_that_do_not_fit_are_refused_and_nothing_is_written(
    project: Project, given: object, match: str
) -> None:
    before = project.vectors()[1]
    with pytest.raises(MeasureError, match=match):
        project.add_vectors(given, name="given")
    assert np.array_equal(project.vectors()[1], before)


def test_spaces_live_side_by_side_until_one_is_removed(project: Project, vectors: np.ndarray) -> None:
    project.add_vectors(np.nan_to_num(vectors)[:, ::-1] + 1, name="mirrored")
    item = project.items[0]
    assert project.items.like(item).ids().tolist() == project.items.like(item, space="mirrored").ids().tolist()
    assert project.items.like(item, space="given").ids().tolist() != project.items.like(item).ids().tolist()
    project.remove_vectors("mirrored")
    assert project.items.like(item).ids().tolist() == project.items.like(item, space="given").ids().tolist()


def test_photos_are_embedded_when_something_alike_is_asked_for(photos: Project) -> None:
    apple = photos.search("apple_red")[0]
    assert photos.items.like(apple)[0].title == "apple_red.png"
    picture = apple.image()
    assert photos.items.like(picture)[0].title == "apple_red.png"
    assert photos.items.like(apple.to_array())[0].title == "apple_red.png"
    assert photos.items.like(apple.uri)[0].title == "apple_red.png"
    _, vectors = photos.vectors()
    assert vectors.shape == (len(photos), 256)
    assert photos.embed().measured == 0


def test_a_model_of_ones_own_embeds_and_is_asked_for_pictures_from_elsewhere(photos: Project) -> None:
    def mean_colour(images: list[Image.Image]) -> list[list[float]]:
        return [[float(value) + 1 for value in image.resize((1, 1)).getpixel((0, 0))] for image in images]  # type: ignore[union-attr]

    photos.embed(model=mean_colour)
    assert photos.vectors(space="mean_colour")[1].shape == (len(photos), 3)
    red = photos.items.like(Image.new("RGB", (9, 9), "red"))[:5]
    means = [np.asarray(item.image()).reshape(-1, 3).mean(axis=0) for item in red]
    assert all(mean[0] > mean[1] and mean[0] > mean[2] for mean in means)

    def broken(images: list[Image.Image]) -> list[list[float]]:
        raise ValueError("no weights")

    with pytest.raises(MeasureError, match=r"The model failed \(ValueError: no weights\)"):
        photos.embed(model=broken)


def test_near_duplicates_of_real_pictures_are_found_and_others_are_not(tmp_path: Path, shared_data: Path) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    originals = sorted((shared_data / "media/photos").glob("*/*"))[:60]
    ways = ("same", "half", "pressed", "cropped")
    for place, path in enumerate(originals):
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        picture.info.clear()  # or what shines through would be kept by PNG, and not by JPEG
        name = f"{place:02}-{path.stem}"
        picture.save(folder / f"{name}-same.png", compress_level=1)
        picture.save(folder / f"{name}-original.png", compress_level=1)
        picture.resize((max(picture.width // 2, 1), max(picture.height // 2, 1))).save(
            folder / f"{name}-half.png", compress_level=1
        )
        picture.save(folder / f"{name}-pressed.jpg", quality=25)
        edge = (picture.width // 100, picture.height // 100)
        picture.crop((*edge, picture.width - edge[0], picture.height - edge[1])).save(
            folder / f"{name}-cropped.png", compress_level=1
        )
    with nb.open(tmp_path / "twice.duckdb") as project:
        project.add(folder)
        found = project.duplicates()
        table = found.to_df()
        table["of"] = table.title.str[:2]
        # Nothing is grouped with what is another picture, but for what is: green and red apples are one photo, coloured.
        mixed = table.groupby("group").of.nunique()
        assert (mixed > 1).sum() <= 1
        for way in ways:
            recalled = table.title.str.contains(f"-{way}").sum() / len(originals)
            assert recalled >= 0.97, (way, recalled)
        assert table[table.title.str.contains("-same|-original")].groupby("of").same_pixels.nunique().max() == 1
        assert len(found.redundant) == len(table) - len(found)
        receipt = found.redundant.tag("duplicate")
        assert receipt.applied == len(found.redundant)
        unique = project.filter(F.uniqueness == 0)
        assert unique.to_df().title.str.contains("-same|-original").mean() > 0.5
        assert len(project.duplicates(threshold=0)) >= len(originals) * 0.97
        with pytest.raises(MeasureError, match="0 to 16"):
            project.duplicates(threshold=40)


def test_a_sample_is_balanced_over_answers_and_spread_over_numbers(project: Project) -> None:
    project.items[:300].classify("Animal", "cat")
    project.items[300:310].classify("Animal", "dog")
    drawn = project.items.sample(40, by="Animal").facets("Animal").set_index("value")["count"].to_dict()
    assert drawn["dog"] == 10
    assert drawn["cat"] == drawn[None] == 15
    assert project.items.sample(40, by="Animal").ids().tolist() == project.items.sample(40, by="Animal").ids().tolist()
    assert (
        project.items.sample(40, by="Animal", seed=1).ids().tolist()
        != project.items.sample(40, by="Animal").ids().tolist()
    )
    parts = project.items.sample(50, by="random")
    order = {ident: place for place, ident in enumerate(project.sort(F.random).ids())}
    fifths = np.bincount([order[ident] * 5 // N for ident in parts.ids()], minlength=5)
    assert fifths.min() >= 8
    assert len(project.items.sample(10_000)) == N
    assert len(project.items.sample(0)) == 0
    with pytest.raises(nb.NblabelError, match=r'No question or metric "Animl".*Did you mean "Animal"'):
        project.items.sample(3, by="Animl")


def test_a_diverse_sample_differs_more_than_one_drawn_by_chance(photos: Project) -> None:
    photos.embed()

    def nearest(ids: np.ndarray) -> float:
        _, rows = photos.vectors(photos.filter(F.id.is_in(ids.tolist())))
        alike = rows @ rows.T
        np.fill_diagonal(alike, -1)
        return float(alike.max(axis=1).mean())

    spread = nearest(photos.items.sample(15, by="diversity").ids())
    chance = np.mean([nearest(photos.items.sample(15, seed=seed).ids()) for seed in range(8)])
    assert spread < chance - 0.02
    first = photos.sort(F.diversity)[:15]
    assert nearest(first.ids()) < chance - 0.02
    assert sorted(photos.sort(F.diversity).ids()) == photos.items.ids().tolist()


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    page.install(monkeypatch)


def test_m_in_the_grid_says_what_to_do_and_then_sorts(
    photos: Project, recorded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nblabel.ops.measuring.measured.refuse_unmeasured.__defaults__", (10,))
    asked = page.opened(photos.grid())
    hello = asked.ask("hello", client="tests", protocol=asked.widget.protocol)
    first = asked.ask("rows", gen=hello["gen"], first=0, count=1)["rows"][0]["id"]
    like = {
        "query": {"sort": [{"field": f"like:{first}", "descending": True}]},
        "gen": hello["gen"],
        "selection": {"gen": hello["gen"]},
    }
    with pytest.raises(page.Refused, match="have no vector yet") as refused:
        asked.ask("query", **like)
    assert refused.value.code == "not_measured"
    asked.ask("measure", what=["metrics", "embedding"])
    told = asked.events("progress")
    assert told
    assert told[-1]["total"] == len(photos)
    result = asked.ask("query", **like)
    shown = asked.ask("rows", gen=result["gen"], first=0, count=3)["rows"]
    assert shown[0]["id"] == first
    assert shown[0]["score"] == pytest.approx(1, abs=1e-4)
    assert shown[1]["score"] >= shown[2]["score"]
    for field in ("diversity", "metric:sharpness"):
        sort = {"sort": [{"field": field}]}
        result = asked.ask("query", query=sort, gen=result["gen"], selection={"gen": result["gen"]})
        assert result["count"] == len(photos)
    bins = asked.ask("histogram", gen=result["gen"], field="metric:brightness")
    assert sum(bins["counts"]) == len(photos)
    with pytest.raises(page.Refused, match="metrics and embedding"):
        asked.ask("measure", what=["everything"])


def test_a_page_can_stop_measuring_and_what_is_done_stays(photos: Project, recorded: None) -> None:
    asked = page.opened(photos.grid())
    rid = asked.start("measure", what=["metrics"])
    asked.ask("cancel", id=rid)
    with pytest.raises(page.Refused, match="measured by then stays"):
        asked.answer(rid)
    assert photos.measure().measured <= len(photos)
