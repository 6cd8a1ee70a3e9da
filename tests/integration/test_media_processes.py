"""Several processes, and a process that forks, share one thumbnail cache."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from nblabel.media.pictures.thumbnail import Thumb
from nblabel.media.registry.kinds import medium_of
from nblabel.media.serving.cache import ThumbnailCache, thumb_key
from nblabel.media.serving.pool import ThumbnailPool

# The file is made by both at the same moment: that is where one of them lost all it had.
WRITER = """
import sys
from nblabel.media.serving.cache import ThumbnailCache
from nblabel.media.pictures.thumbnail import Thumb
cache = ThumbnailCache(sys.argv[1], memory_bytes=0)
print("ready", flush=True)
sys.stdin.readline()
for number in range(500):
    key = f"{sys.argv[2]}-{number}".encode()
    cache.put(key, Thumb(key * 200, 3, 2))
    cache.get_many([key, f"other-{number}".encode()])
print(cache.flush(is_last=True))
"""

AT_EXIT = """
import sys
from nblabel.media.serving.pool import shared_pool
shared_pool().request([(1, sys.argv[1])], 128, wait_s=30)
"""


def test_two_processes_that_make_one_cache_both_keep_all_of_theirs(tmp_path: Path) -> None:
    names = ("ada", "ben")
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for name in names
    ]
    assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * 2
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [(writer.communicate(timeout=60)[0], writer.returncode) for writer in writers] == [("True\n", 0)] * 2
    keys = [f"{name}-{number}".encode() for name in names for number in range(500)]
    found = ThumbnailCache(tmp_path).get_many(keys)
    assert found == {key: Thumb(key * 200, 3, 2) for key in keys}
    with sqlite3.connect(tmp_path / "thumbnails.sqlite") as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)


def test_what_was_made_is_kept_when_the_process_ends(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200)).save(tmp_path / "a.png")
    environment = os.environ | {"NBLABEL_CACHE": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", AT_EXIT, str(tmp_path / "a.png")], env=environment, timeout=60, check=True)
    assert ThumbnailCache(tmp_path / "cache").get_many([thumb_key(medium_of(tmp_path / "a.png"), 128)])


def ask(pool: ThumbnailPool, path: str, answers: multiprocessing.SimpleQueue) -> None:
    inherited = pool.cache._file
    page = pool.request([("b", path)], 128, wait_s=30)
    pool.close()
    answers.put((len(page.ready), inherited is pool.cache._file))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_makes_its_own_threads_and_connection(tmp_path: Path) -> None:
    for name in "ab":
        Image.new("RGB", (300, 200), "red").save(tmp_path / f"{name}.png")
    pool = ThumbnailPool(ThumbnailCache(tmp_path / "cache"))
    assert pool.request([("a", str(tmp_path / "a.png"))], 128, wait_s=30).ready
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=ask, args=(pool, str(tmp_path / "b.png"), answers))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert answers.get() == (1, False)
    assert pool.request([("b", str(tmp_path / "b.png"))], 128).ready
    pool.close()


def test_importing_nblabel_and_the_registry_does_not_load_pillow() -> None:
    code = "import sys, nblabel, nblabel.media.serving.pool, nblabel.media.registry.discover\n"
    code += "print('PIL' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
