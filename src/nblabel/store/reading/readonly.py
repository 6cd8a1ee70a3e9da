"""Answering a SELECT that a user typed, without letting it change anything or read anything else.

Three walls: DuckDB's own parse tree of the text may name only the views made here, no file and no function that reads one;
it runs in a transaction that cannot write; and loading extensions is off for every connection of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb

from nblabel.domain.texts import is_storable
from nblabel.errors import QueryError, did_you_mean
from nblabel.store.file.cursor import Cursor
from nblabel.store.file.database import Database
from nblabel.store.reading.sql_views import VIEWS, make_views
from nblabel.store.rows.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

_TABLE_FUNCTIONS = {"unnest", "range", "generate_series"}
_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE", "RECURSIVE_CTE_NODE"}
_SOURCES = {"BASE_TABLE", "TABLE_FUNCTION", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST", "PIVOT", "DELIM_GET"}
_FORBIDDEN_FUNCTIONS = (
    "read_",
    "nextval",
    "currval",
    "getenv",
    "query",
    "glob",
    "pragma_",
    "write_",
    "which_secret",
    "set",
)


def query_sql(db: Database, text: str, scope: Scope) -> pd.DataFrame:
    """The rows of one SELECT over the views of `sql_views`.

    Raises
    ------
    QueryError
        Where the text is anything but one SELECT over these views, or DuckDB cannot run it.
    """
    with db.read() as cur:
        make_views(cur, replace(scope, cur=cur), check_select(cur, text))
        cur.execute("BEGIN TRANSACTION READ ONLY")
        try:
            return cur.execute(text).frame()
        except duckdb.Error as error:
            raise QueryError(f"The SQL could not be run: {_reason(error)}") from error
        finally:
            cur.rollback()


def check_select(cur: Cursor, text: str) -> list[str]:
    """Refuse what is not one SELECT over our views; which of them it reads."""
    if not isinstance(text, str):
        raise QueryError(f"project.sql takes one SELECT as a text, not {text!r:.60}.")
    if not is_storable(text):
        raise QueryError("The SQL holds a character that no database takes (NUL or half of a pair): leave it out.")
    try:
        tree = json.loads(cur.execute("SELECT json_serialize_sql(?)", [text]).value())
    except duckdb.Error as error:
        raise QueryError(f"The SQL could not be read: {_reason(error)}") from error
    if tree.get("error"):
        message = str(tree.get("error_message", ""))
        if message.startswith("Only SELECT"):
            raise QueryError("project.sql answers one SELECT; this statement is something else and was not run.")
        raise QueryError(f"The SQL could not be read: {message}.")
    if len(tree["statements"]) != 1:
        raise QueryError(
            f"project.sql answers one SELECT; {len(tree['statements'])} statements were given, none was run."
        )
    nodes = list(_nodes(tree))
    named = {str(entry["key"]).casefold() for node in nodes for entry in _ctes(node)}
    odd = next((name for name in named if not re.fullmatch(r"\w+", name)), None)
    if odd is not None:
        # DuckDB would take it for a file wherever the WITH does not reach.
        raise QueryError(f'"{odd}" cannot name a part of the SELECT: use letters, digits and _.')
    for node in nodes:
        _check_node(node, named)
    read = {str(node.get("table_name", "")).casefold() for node in nodes}
    return [name for name in VIEWS if name in read]


def _check_node(node: dict[str, Any], named: set[str]) -> None:
    kind = str(node.get("type", ""))
    if kind.endswith("_NODE") and kind not in _NODES:
        raise QueryError(
            "project.sql answers one SELECT; a part of this statement is something else and it was not run."
        )
    if "sample" in node and kind not in _SOURCES | _NODES:
        raise QueryError(
            f"project.sql answers one SELECT over {', '.join(VIEWS)}; it does not describe or show tables."
        )
    if kind == "BASE_TABLE":
        _check_table(node, named)
    name = str(node.get("function_name", "")).casefold()
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).casefold()
        if name not in _TABLE_FUNCTIONS:
            raise QueryError(f'project.sql reads only {", ".join(VIEWS)}; the function "{name}" reads something else.')
    if name not in _TABLE_FUNCTIONS and name.startswith(_FORBIDDEN_FUNCTIONS):
        raise QueryError(f'project.sql does not run the function "{name}".')


def _check_table(node: dict[str, Any], named: set[str]) -> None:
    name = str(node.get("table_name", ""))
    is_plain = not node.get("schema_name") and not node.get("catalog_name")
    if not is_plain or name.casefold() not in {*VIEWS, *named}:
        raise QueryError(f'There is no table "{name}". There are: {", ".join(VIEWS)}.{did_you_mean(name, VIEWS)}')


def _ctes(node: dict[str, Any]) -> list[dict[str, Any]]:
    found = node.get("cte_map")
    entries = found.get("map", []) if isinstance(found, dict) else []
    return [entry for entry in entries if isinstance(entry, dict) and "key" in entry]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            yield part
            stack.extend(part.values())
        elif isinstance(part, list):
            stack.extend(part)


def _reason(error: Exception) -> str:
    text = str(error).partition("Error: ")[2] or str(error)
    return text.strip().splitlines()[0]
