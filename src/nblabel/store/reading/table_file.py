"""Reading a table from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from nblabel.errors import SourceError, in_line

if TYPE_CHECKING:
    import pandas as pd


def read_table(path: Path, texts: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rows of a .csv or .parquet file; of CSV the columns `texts` stay texts."""
    import pandas as pd

    if path.suffix.casefold() == ".csv":
        return pd.read_csv(path, dtype=dict.fromkeys(texts, "str"), keep_default_na=False, na_values=[""])
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()
    except duckdb.Error as error:
        raise SourceError(
            f'"{in_line(path, 200)}" cannot be read as Parquet: {in_line(str(error).splitlines()[0], 200)}.'
        ) from error
    finally:
        connection.close()
