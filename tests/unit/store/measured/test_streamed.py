"""A matrix handed to DuckDB in one piece, with no Arrow library at hand."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import numpy as np
import pytest

from nblabel.store.measured import streamed
from nblabel.store.measured.streamed import Vectors


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 100])
def test_what_is_read_is_what_was_given_in_its_order(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "_AT_ONCE", 4)
    ids, rows = np.arange(n) * 3, np.random.default_rng(0).standard_normal((n, 5), np.float32)
    with duckdb.connect() as con:
        con.register("given", Vectors(ids, rows))
        found = con.execute("SELECT item_id, vec FROM given").fetchnumpy()
        kinds = con.execute("SELECT typeof(item_id), typeof(vec) FROM given LIMIT 1").fetchall()
    assert found["item_id"].tolist() == ids.tolist()
    assert [list(vec) for vec in found["vec"]] == rows.tolist()
    assert kinds == [("BIGINT", "FLOAT[5]")] * bool(n)


def test_it_can_be_read_again_from_the_start_and_rows_of_other_strides_and_types_too() -> None:
    ids, rows = np.arange(20, dtype=np.int32)[::2], np.arange(40.0).reshape(4, 10).T
    with duckdb.connect() as con:
        con.register("given", Vectors(ids, rows))
        for _ in range(3):
            assert con.execute("SELECT sum(item_id), sum(list_sum(vec)) FROM given").fetchone() == (90, 780.0)
        assert con.execute("SELECT vec[2] FROM given WHERE item_id = 4 LIMIT 1").fetchone() == (12.0,)


def test_no_arrow_library_is_needed() -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import duckdb, numpy as np\n"
        "from nblabel.store.measured.streamed import Vectors\n"
        "given = Vectors(np.arange(3), np.ones((3, 2)))\n"
        "con = duckdb.connect(); con.register('given', given)\n"
        "print(con.execute('SELECT count(*), sum(vec[2]) FROM given').fetchone())"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "(3, 3.0)"
