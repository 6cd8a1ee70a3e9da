"""Items: registering them in bulk, and what one was registered with."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nblabel.store.file.cursor import Cursor
from nblabel.store.rows.piece import Piece, joined, together
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def known(cur: Cursor, project_id: int, uris: Sequence[str]) -> np.ndarray:
    """For each uri the item of this one file that the project has, 0 where there is none."""
    import numpy as np
    import pandas as pd

    given = pd.DataFrame({"place": np.arange(len(uris)), "uri": pd.Series(uris, dtype="object")})
    sql = (
        "SELECT place, min(item_id) AS item_id FROM given_uris JOIN item USING (uri) "
        "WHERE project_id = ? AND op_to IS NULL AND item_id NOT IN (SELECT item_id FROM item_file WHERE place = 1) "
        "GROUP BY place"
    )
    found = cur.register("given_uris", given).execute(sql, [project_id]).arrays()
    ids = np.zeros(len(uris), dtype=np.int64)
    ids[found["place"]] = found["item_id"]
    return ids


def register(
    cur: Cursor,
    project_id: int,
    op_id: int,
    first_id: int,
    items: pd.DataFrame,
    meta: pd.DataFrame | None = None,
    dataset: str = "",
) -> None:
    """Write items with ids from `first_id` on.

    Parameters
    ----------
    items
        Columns uri, title, kind.
    meta
        The same rows with any columns; each row becomes a JSON object of them.
    """
    rows = items.assign(item_id=range(first_id, first_id + len(items)))
    document = Piece("NULL")
    if meta is not None and len(meta.columns):
        columns = [_column(meta.iloc[:, place], f"m{place}") for place in range(len(meta.columns))]
        rows = rows.assign(**{f"m{place}": values.array for place, (values, _) in enumerate(columns)})
        pairs = zip(meta.columns, columns, strict=True)
        document = joined(", ", [Piece(f"?, {value}", (str(key),)) for key, (_, value) in pairs]).put("json_object({})")
    statement = together(
        "INSERT INTO item(project_id, item_id, uri, title, kind, dataset, meta, op_from) "
        "SELECT {}, item_id, uri, title, kind, {}, {}, {} FROM registering ORDER BY item_id",
        Piece("?::INTEGER", (project_id,)),
        Piece("nullif(?, '')", (dataset,)),
        document,
        Piece("?::BIGINT", (op_id,)),
    )
    cur.register("registering", rows).execute(statement.sql, statement.values)


def meta_of(cur: Cursor, scope: Scope, item_id: int) -> str | None:
    """The metadata of one item as JSON text."""
    piece = together("SELECT meta::VARCHAR FROM item WHERE {} AND item_id = ?", scope.rows())
    text: str | None = cur.execute(piece.sql, [*piece.values, item_id]).value()
    return text


def _column(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    """Values that DuckDB reads as they are, and the expression that puts them into the JSON object.

    Times become ISO texts; NaN and infinity, which JSON has no word for, become null.
    """
    import pandas as pd

    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.cat.categories.dtype)
    kind = values.dtype
    if pd.api.types.is_float_dtype(kind):
        return values, f"CASE WHEN isfinite({name}) THEN {name} END"
    if isinstance(kind, pd.DatetimeTZDtype):
        return values, f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S') || '+00:00'"
    if pd.api.types.is_datetime64_dtype(kind):
        return values, f"replace({name}::VARCHAR, ' ', 'T')"
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind):
        return values, name
    if kind == "str" or pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return values, name
    return pd.Series([_as_json(value) for value in values], index=values.index, dtype="object"), f"{name}::JSON"


def _as_json(value: Any) -> str | None:
    """Any Python value as JSON text; what has no JSON form is written as its text."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    try:
        return json.dumps(value, default=_plain, allow_nan=False)
    except (ValueError, TypeError):
        return json.dumps(_finite(value), default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return sorted(value, key=repr) if isinstance(value, (set, frozenset)) else str(value)


def _finite(value: Any) -> Any:
    """The same with texts as keys, and null where JSON has no number for it."""
    if isinstance(value, dict):
        return {str(key): _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
