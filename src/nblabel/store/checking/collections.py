"""Whether collections keep their rules: one title each, each member once, and the title as the tag of just the members."""

from __future__ import annotations

from collections.abc import Iterator

from nblabel.store.file.cursor import Cursor

_EXAMPLES = 3
_RULES = (
    (
        "Two collections have the same title (project, title: {}).",
        """
        SELECT project_id, title FROM collection WHERE op_to IS NULL
        GROUP BY project_id, title HAVING count(*) > 1
        """,
    ),
    (
        "A row of member belongs to no collection (project, collection, item: {}).",
        """
        SELECT m.project_id, m.collection_id, m.item_id FROM member m
        ANTI JOIN (FROM collection WHERE op_to IS NULL) c USING (project_id, collection_id) WHERE m.op_to IS NULL
        """,
    ),
    (
        "A row of member belongs to no item (project, collection, item: {}).",
        """
        SELECT m.project_id, m.collection_id, m.item_id FROM member m
        ANTI JOIN (FROM item WHERE op_to IS NULL) i USING (project_id, item_id) WHERE m.op_to IS NULL
        """,
    ),
    (
        "An item or frame stands in a collection twice (project, collection, item: {}).",
        """
        SELECT project_id, collection_id, item_id FROM (
            SELECT *, max(coalesce(frame_to, 2147483647)) OVER (
                PARTITION BY project_id, collection_id, item_id ORDER BY coalesce(frame_from, 0), rowid
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS ended FROM (
                SELECT rowid, * FROM member WHERE op_to IS NULL AND (project_id, collection_id, item_id) IN (
                    SELECT (project_id, collection_id, item_id) FROM member WHERE op_to IS NULL
                    GROUP BY project_id, collection_id, item_id HAVING count(*) > 1
                )
            )
        ) WHERE ended >= coalesce(frame_from, 0)
        """,
    ),
    (
        "A collection holds items and frames (project, collection: {}).",
        """
        SELECT project_id, collection_id FROM member WHERE op_to IS NULL
        GROUP BY project_id, collection_id HAVING count(frame_from) BETWEEN 1 AND count(*) - 1
        """,
    ),
    (
        "A live collection holds what its rules would find (project, collection: {}).",
        """
        SELECT DISTINCT m.project_id, m.collection_id FROM member m
        JOIN collection c ON c.project_id = m.project_id AND c.collection_id = m.collection_id
        WHERE m.op_to IS NULL AND c.op_to IS NULL AND c.live AND m.way = 'rule'
        """,
    ),
    (
        "A member does not carry the title of its collection as a tag (project, title, item: {}).",
        """
        SELECT DISTINCT c.project_id, c.title, m.item_id FROM member m
        JOIN (FROM collection WHERE op_to IS NULL AND NOT live) c
            ON c.project_id = m.project_id AND c.collection_id = m.collection_id
        ANTI JOIN (FROM tag WHERE op_to IS NULL) t
            ON t.project_id = m.project_id AND t.item_id = m.item_id AND t.tag = c.title
        WHERE m.op_to IS NULL AND m.way <> 'removed'
        """,
    ),
    (
        "An item carries the title of a collection that does not hold it (project, title, item: {}).",
        """
        SELECT t.project_id, t.tag, t.item_id FROM tag t
        JOIN (FROM collection WHERE op_to IS NULL) c ON c.project_id = t.project_id AND c.title = t.tag
        ANTI JOIN (FROM member WHERE op_to IS NULL AND way <> 'removed') m
            ON m.project_id = t.project_id AND m.collection_id = c.collection_id AND m.item_id = t.item_id AND NOT c.live
        WHERE t.op_to IS NULL
        """,
    ),
)


def verify_collections(cur: Cursor) -> Iterator[str]:
    """One sentence for each broken rule, with examples."""
    if not cur.execute("SELECT count(*) FROM collection").value():
        return
    for sentence, select in _RULES:
        rows = cur.execute(f"{select} LIMIT {_EXAMPLES}").rows()
        if rows:
            yield sentence.format("; ".join(", ".join(map(str, row)) for row in rows))
