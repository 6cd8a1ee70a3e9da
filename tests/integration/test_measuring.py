"""Measuring: stored, resumed, stopped, killed, on a cluster; and what can be asked of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.integration.nursery import Nursery

import nblabel as nb
from nblabel import F
from nblabel.domain.measuring import forget
from nblabel.errors import MeasureError, QueryError
from nblabel.ops.measuring import measure as measuring
from nblabel.project import Project

N = 90


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Ninety pictures that get brighter, one of them broken."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for place in range(N):
        values = rng.normal(place * 2.5, 12, (48, 64, 3)).clip(0, 255).astype(np.uint8)
        Image.fromarray(values).save(folder / f"photo-{place:02}.png")
    (folder / "photo-07.png").write_bytes(b"not a picture")
    return folder


@pytest.fixture
def project(tmp_path: Path, photos: Path) -> Iterator[Project]:
    with nb.open(tmp_path / "photos.duckdb", annotator="ada") as made:
        made.add(photos)
        yield made


@pytest.fixture
def redness() -> Iterator[str]:
    """A metric of a user."""

    @nb.metric
    def redness(image: Image.Image) -> float:
        assert image.mode == "RGB"
        return float(np.asarray(image)[..., 0].mean())

    yield "redness"
    forget("redness")


def rows(project: Project, table: str) -> int:
    with project._session.db.read() as cur:
        return int(cur.execute(f"SELECT count(*) FROM {table}").value())


class Counting(Executor):
    """Runs at once, here, and counts; `stop_after` so many tasks somebody presses Ctrl-C."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.pictures, self._left = 0, stop_after

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self.pictures += len(args[0])
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_measured_once_then_filtered_sorted_and_counted(project: Project) -> None:
    done = project.measure()
    assert done.measured == N
    assert [title for _, title, _ in done.problems] == ["photo-07.png"]
    assert "picture" in done.problems[0][2]
    titles = project.filter(F.brightness.between(0.4, 0.6)).sort(F.brightness.desc()).to_df().title.tolist()
    assert titles == sorted(titles, reverse=True)
    assert 5 < len(titles) < N / 2
    assert len(project.filter(F.brightness.is_missing())) == 1
    assert project.sort(F.brightness)[0].title == "photo-00.png"
    assert project.sort(F.brightness.desc())[N - 1].title == "photo-07.png"
    table = project.metrics.to_df().set_index("name")
    assert table["items"].to_dict()["sharpness"] == N - 1
    assert project.verify() == []


def test_what_is_measured_is_not_measured_again_unless_asked_for(project: Project) -> None:
    project.measure(project.items[:30], executor=(first := Counting()))
    project.measure(executor=(second := Counting()))
    project.measure(executor=(third := Counting()))
    project.measure(executor=(fourth := Counting()), again=True)
    # The broken one is tried once more each time.
    assert (first.pictures, second.pictures, third.pictures, fourth.pictures) == (30, N - 30 + 1, 1, N)
    assert rows(project, "picture_hash") == N
    assert rows(project, "metric") == 6 * (N - 1)


@pytest.mark.parametrize("stop_after", [0, 1, 2])
def test_an_interrupted_call_keeps_what_it_measured_and_the_next_goes_on(project: Project, stop_after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        project.measure(executor=Counting(stop_after))
    kept = rows(project, "picture_hash")
    assert kept <= stop_after * measuring.CHUNK
    project.measure(executor=(rest := Counting()))
    assert rows(project, "picture_hash") == N
    assert rest.pictures <= N - kept + 1


def test_a_bug_in_a_worker_is_told_and_what_was_measured_before_is_kept(project: Project) -> None:
    class Failing(Counting):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future = super().submit(fn, *args, **kwargs)
            if self.pictures > measuring.CHUNK:
                future = Future()
                future.set_exception(RuntimeError("the cluster is gone"))
            return future

    with pytest.raises(RuntimeError, match="cluster is gone"):
        project.measure(executor=Failing())
    assert rows(project, "picture_hash") <= measuring.CHUNK
    assert project.measure().measured >= N - measuring.CHUNK


def test_measuring_in_the_background_can_be_waited_for_and_stopped(project: Project) -> None:
    job = project.measure(background=True)
    result = job.wait()
    assert result is not None
    assert result.measured == N
    assert not job.is_running
    assert repr(N) in repr(job)
    stopped = project.measure(background=True, again=True)
    stopped.close()
    assert project.measure().measured <= N
    assert rows(project, "picture_hash") == N


def test_few_pictures_are_measured_when_a_view_asks_for_it(project: Project) -> None:
    assert len(project.filter(F.brightness < 0.1)) > 5
    assert rows(project, "picture_hash") == N


def test_many_pictures_are_not_measured_unasked_and_the_sentence_says_what_to_do(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nblabel.ops.measuring.measured.see_to.__defaults__", (10,))
    with pytest.raises(QueryError, match=r'"brightness" was not measured yet: project\.measure\(\) does it'):
        len(project.filter(F.brightness < 0.1))
    with pytest.raises(QueryError, match=r'Did you mean "brightness"'):
        len(project.filter(F.metric("brightnes") < 0.1))
    with pytest.raises(MeasureError, match=r'No metric "sharpnes".*Did you mean "sharpness"'):
        project.measure("sharpnes")


def test_a_metric_of_ones_own_is_stored_alike_and_its_failures_named(project: Project, redness: str) -> None:
    assert project.measure(redness).measured == N
    assert rows(project, "picture_hash") == 0
    assert len(project.filter(F.metric(redness) > 128)) == pytest.approx(N - 51, abs=3)
    assert redness in project.metrics

    @project.metrics.register
    def unlucky(image: Image.Image) -> float:
        return 1 / (image.resize((1, 1)).getpixel((0, 0))[0] // 100)  # type: ignore[index, operator]

    try:
        done = project.measure("unlucky")
        assert 30 < len(done.problems) < N
        assert 'Metric "unlucky" failed (ZeroDivisionError' in done.problems[0][2]
        assert project.measure("unlucky", executor=(again := Counting())).measured == again.pictures
        assert again.pictures == len(done.problems)
    finally:
        forget("unlucky")


def test_a_metric_may_take_an_array_and_another_size(project: Project) -> None:
    @nb.metric(name="rows", px=None, array=True)
    def height(values: np.ndarray) -> int:
        assert values.dtype == np.uint8
        return len(values)

    try:
        project.measure("rows")
        assert len(project.filter(F.metric("rows") == 48)) == N - 1
    finally:
        forget("rows")


@pytest.mark.parametrize("name", ["brightness", "labels", "random:3", "  ", "x" * 101])
def test_names_of_nblabels_own_metrics_are_taken_and_others_are_checked(name: str) -> None:
    with pytest.raises(MeasureError, match="name"):
        nb.metric(name=name)(lambda image: 0.0)


def test_sizes_labels_and_dice_are_told_without_measuring(project: Project) -> None:
    project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]), nb.Checklist("Flags", ["blurry", "dark"]))
    assert len(project.filter(F.aspect_ratio == 64 / 48)) == N - 1
    assert len(project.filter(F.pixels == 64 * 48)) == N - 1
    project.items[:60].classify("Animal", "cat")
    project.items[60:64].classify("Animal", "dog")
    project.items[:10].classify("Flags", ["blurry", "dark"])
    assert len(project.filter(F.metric("labels") == 2)) == 10
    assert len(project.filter(F.metric("labels") == 0)) == N - 64
    rarest = project.sort(F.metric("rarity").desc())[:4]
    assert sorted(rarest.ids()) == sorted(project.items[60:64].ids())
    assert len(project.filter(F.metric("rarity") == 1 - 4 / 64)) == 4
    assert len(project.filter(F.metric("objects") == 0, F.metric("object_area") == 0)) == N
    shuffled, again, other = (project.sort(by).ids().tolist() for by in (F.random, F.random, F.metric("random:7")))
    assert shuffled == again
    assert shuffled != other
    assert sorted(shuffled) == sorted(other) == project.items.ids().tolist()
    assert len(project.filter(F.random < 0.5)) == pytest.approx(N / 2, abs=20)
    assert rows(project, "metric") == 0


def test_measuring_is_no_change_and_is_not_undone(project: Project) -> None:
    before = len(project.history())
    project.measure()
    project.embed()
    assert len(project.history()) == before
    assert project.verify() == []


def test_a_file_opened_for_reading_only_is_not_measured(project: Project, tmp_path: Path) -> None:
    project.measure(project.items[:40])
    project.close()
    with nb.open(tmp_path / "photos.duckdb", read_only=True) as reader:
        with pytest.raises(nb.NblabelError, match="reading only"):
            reader.measure()
        assert len(reader.filter(F.brightness < 2)) == 39


def mean_of_red(image: Image.Image) -> float:
    """At the top of a module, so that it pickles."""
    return float(np.asarray(image)[..., 0].mean())


@pytest.mark.slow
def test_the_work_can_be_done_on_a_cluster_of_dask(project: Project) -> None:
    distributed = pytest.importorskip("distributed")
    nb.metric(name="red")(mean_of_red)
    try:
        with (
            distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            elsewhere = client.get_executor()
            done = project.measure(executor=elsewhere)
            project.embed(executor=elsewhere)
            seen_by = client.run(lambda: True)
        assert len(seen_by) == 2
        assert done.measured == N
        assert [title for _, title, _ in done.problems] == ["photo-07.png"]
        by_cluster = project.metrics.to_df()
        ids, vectors = project.vectors()
        project.measure(again=True)
        project.embed(again=True)
        here = project.metrics.to_df()
        assert by_cluster["name"].tolist() == here["name"].tolist()
        assert np.allclose(by_cluster[["low", "mean", "high"]], here[["low", "mean", "high"]])
        assert len(ids) == N - 1
        assert np.allclose(vectors, project.vectors()[1], atol=1e-6)
    finally:
        forget("red")


@pytest.mark.slow
def test_measuring_killed_at_random_points_leaves_the_file_whole_and_can_go_on(
    project: Project, tmp_path: Path, nursery: Nursery
) -> None:
    project.close()
    path, moments = tmp_path / "photos.duckdb", random.Random(20261122)
    for _ in range(8):
        child = nursery.child("measuring_child", str(path))
        assert child.hear()[0].strip().isdigit()
        time.sleep(moments.uniform(0, 0.4))
        child.kill()
        with nb.open(path) as again, again._session.db.read() as cur:
            for table in ("picture_hash", "vector_1"):
                if cur.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [table]).value():
                    assert cur.execute(f"SELECT count(*) - count(DISTINCT item_id) FROM {table}").value() == 0
            doubled = "SELECT count(*) FROM (FROM metric GROUP BY metric_id, item_id HAVING count(*) > 1)"
            assert cur.execute(doubled.replace("(FROM", "(SELECT item_id FROM")).value() == 0
    with nb.open(path) as again:
        assert again.verify() == []
        again.measure()
        again.embed()
        assert len(again.filter(F.brightness.is_missing())) == 1
        assert len(again.vectors()[0]) == N - 1


def test_frames_are_not_measured_one_by_one_and_a_sentence_says_so(project: Project, photos: Path) -> None:
    group = project.add_group(sorted(photos.glob("photo-1*.png")), title="ten").items("applied")
    frames = project.frames(group)
    for refused in (
        lambda: project.measure(frames),
        lambda: project.embed(frames),
        lambda: project.add_vectors(np.ones((len(frames), 4)), view=frames),
        lambda: project.duplicates(frames),
    ):
        with pytest.raises(MeasureError, match=r"view of frames.*belong to whole items"):
            refused()
    assert rows(project, "picture_hash") == 0
    assert project.measure(group).measured == 1
