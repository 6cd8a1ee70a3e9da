"""What a session knows of its project stays right while other threads of the same process ask and write."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

import nblabel as nb


def test_a_collection_just_saved_is_there_whatever_other_threads_read_meanwhile(tmp_path: Path) -> None:
    with nb.open(tmp_path / "busy.duckdb", annotator="ada") as project:
        project.add([np.full((8, 8, 3), n, np.uint8) for n in range(3)])
        session, ends = project._session, threading.Event()

        def ask() -> None:
            while not ends.is_set():
                with session.db.read() as cur:
                    session.scope(cur=cur)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for number in range(25):
                made = project.items.save(f"set {number}")
                assert made.title == f"set {number}"
                made.delete()
        finally:
            ends.set()
            for thread in threads:
                thread.join()
