"""Videos as items of a project: what the user holds shows the frames that a player shows, from the worker."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.unit.media.kinds.video.clips import checksum, played, shown, upright
from tests.unit.media.kinds.video.test_truth import TRUE_COUNTS

import nblabel as nb


@pytest.mark.slow
def test_a_folder_of_videos_is_added_and_each_item_shows_its_frames(shared_data: Path, tmp_path: Path) -> None:
    with nb.open(tmp_path / "films.duckdb") as project:
        project.add(shared_data / "media/video")
        items = {item.title: item for item in project.items[:20]}
        assert {title: item.n_frames for title, item in items.items() if not item.problem} == TRUE_COUNTS
        assert "a part of it is missing" in str(items["bbb_truncated_no_moov.mp4"].problem)
        for title in ("bbb_rotated90_h264.mp4", "bbb_editlist_h264.mp4", "nasa_multistream_h264.mp4"):
            truth = shown(shared_data / "media/video" / title)
            for place in random.Random(1).sample(range(len(truth)), 12):
                assert checksum(items[title].frame(place)) == truth[place], (title, place)


def test_the_time_of_a_frame_is_when_a_player_shows_it(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "media/video/bbb_vfr_h264.mp4"
    with nb.open(tmp_path / "films.duckdb") as project:
        project.add(path)
        item = project.items[0]
        times = [frame.time for frame in played(path)]  # type: ignore[attr-defined]
        assert [item.frame_time(place) for place in range(82)] == pytest.approx([time - times[0] for time in times])
        first = next(iter(played(path)))
        assert checksum(item.image()) in {checksum(upright(first)), checksum(item.frame(0))}
