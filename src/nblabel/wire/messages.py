"""Every message between page and kernel: requests with their replies, and events.

A request travels as `{v, rid, op, args}` with buffers, its reply as `{v, rid, ok, result | error}`, an event
as `{v, ev, seq, data}`. A class named `ClassifyArgs` is the `args` of op `classify`, `REPLIES` names its result.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from nblabel.wire.collecting import (
    CollectArgs,
    CollectionArgs,
    CollectionHistory,
    Collections,
    CollectTitlesArgs,
    DropCollectionArgs,
    EditCollectionArgs,
    RefreshCollectionArgs,
    RefreshPlan,
    SendArgs,
    SetRulesArgs,
    ShowCollectionArgs,
)
from nblabel.wire.exploring import (
    CancelArgs,
    Code,
    CodeArgs,
    DropViewArgs,
    Histogram,
    HistogramArgs,
    KeepViewArgs,
    KeptViews,
    MeasureArgs,
    ShowViewArgs,
)
from nblabel.wire.looking import (
    Facets,
    FacetsArgs,
    LocateArgs,
    Located,
    QueryArgs,
    QueryResult,
    Rows,
    RowsArgs,
    RowsByIdArgs,
    Thumbs,
    ThumbsArgs,
)
from nblabel.wire.media import (
    MediumArgs,
    MediumInfo,
    Picture,
    PictureArgs,
    SoundArgs,
    SoundPiece,
    Strip,
    StripArgs,
    Tile,
    TileArgs,
)
from nblabel.wire.planning import ChangePlanArgs, Plan, PlanArgs
from nblabel.wire.predicting import AcceptArgs, AcceptPlan, AcceptPlanArgs, RejectArgs, RejectPlanArgs
from nblabel.wire.tasking import (
    AllocationArgs,
    AssignArgs,
    CommentArgs,
    Comments,
    CommentsArgs,
    KeepArgs,
    Kept,
    MoveArgs,
    Next,
    NextArgs,
    OpenTaskArgs,
    Queue,
    ResolveArgs,
    ShareArgs,
    TaskStatusArgs,
)
from nblabel.wire.values import (
    FacetInfo,
    File,
    Group,
    OpInfo,
    ProjectInfo,
    Query,
    QuestionInfo,
    Row,
    SortInfo,
    SourceInfo,
    Status,
    Target,
    TaskInfo,
    UndoState,
    Value,
)
from nblabel.wire.writing import (
    Change,
    ClassifyArgs,
    ClearArgs,
    PaintArgs,
    RedoArgs,
    SetStatusArgs,
    TagArgs,
    UndoArgs,
)

VERSION = 1


class Request(msgspec.Struct, frozen=True):
    """What the page sends; `rid` is unique in the page, a retry repeats it."""

    v: int
    rid: str
    op: str
    args: msgspec.Raw = msgspec.Raw(b"{}")


class Error(Value, frozen=True, omit_defaults=True):
    """Why a request was refused: a stable code, one sentence, and what to do."""

    code: str
    message: str
    hint: str = ""


class BundleArgs(Value, frozen=True):
    """The boot's only message: the widget's JavaScript, without the files that the page has."""

    have: list[str] = []


class Bundle(Value, frozen=True):
    """JavaScript files in one joined buffer, those that others import first."""

    files: list[File]


class HelloArgs(Value, frozen=True):
    """The page's first message after every (re)connection."""

    client: str
    protocol: str


class Hello(Value, frozen=True):
    """Everything a widget needs to draw its frame before the first rows."""

    protocol: str
    revision: int
    project: ProjectInfo
    annotator: str
    role: str
    gen: int
    count: int
    query: Query
    questions: list[QuestionInfo]
    statuses: list[Status]
    facets: list[FacetInfo]
    undo: UndoState
    code: str
    start: int = 0
    settings: dict[str, Any] = {}
    noun: Literal["item", "frame"] = "item"
    groups: list[Group] = []
    sorts: list[SortInfo] = []
    sources: list[SourceInfo] = []
    collections: list[str] = []
    people: list[str] = []
    task: TaskInfo | None = None
    bulk_refused: str = ""


class HistoryArgs(Value, frozen=True):
    """The latest operations, newest first, those before operation `before` (0: from the newest)."""

    limit: int = 50
    before: int = 0


class History(Value, frozen=True):
    """Operations, newest first."""

    ops: list[OpInfo]


class RefreshArgs(Value, frozen=True):
    """Run the query again, so that what no longer matches leaves the screen."""

    gen: int
    selection: Target


class Empty(Value, frozen=True):
    """No arguments, or nothing to say."""


class Changed(Value, frozen=True):
    """Event: somebody (this page, another widget, a cell) changed labels; rows shown here are included."""

    op: int
    revision: int
    rows: list[Row]
    undo: UndoState
    text: str


class FactsRead(Value, frozen=True):
    """Event: file headers were read meanwhile; the rows the page holds, with their sizes."""

    rows: list[Row]


class QueryChanged(Value, frozen=True):
    """Event: Python gave the widget another view or ontology; the page says hello again."""

    gen: int


class Progress(Value, frozen=True):
    """Event: a long call is `done` of `total`; `id` names it where it can be cancelled."""

    text: str
    done: int
    total: int
    id: str = ""


ARGS: dict[str, type[Value]] = {
    "bundle": BundleArgs,
    "hello": HelloArgs,
    "rows": RowsArgs,
    "rows_by_id": RowsByIdArgs,
    "thumbs": ThumbsArgs,
    "medium": MediumArgs,
    "picture": PictureArgs,
    "strip": StripArgs,
    "tile": TileArgs,
    "sound": SoundArgs,
    "query": QueryArgs,
    "refresh": RefreshArgs,
    "facets": FacetsArgs,
    "locate": LocateArgs,
    "plan": PlanArgs,
    "change_plan": ChangePlanArgs,
    "classify": ClassifyArgs,
    "clear": ClearArgs,
    "paint": PaintArgs,
    "set_status": SetStatusArgs,
    "tag": TagArgs,
    "undo": UndoArgs,
    "redo": RedoArgs,
    "history": HistoryArgs,
    "ping": Empty,
    "cancel": CancelArgs,
    "histogram": HistogramArgs,
    "code": CodeArgs,
    "views": Empty,
    "show_view": ShowViewArgs,
    "keep_view": KeepViewArgs,
    "drop_view": DropViewArgs,
    "measure": MeasureArgs,
    "accept_plan": AcceptPlanArgs,
    "reject_plan": RejectPlanArgs,
    "accept": AcceptArgs,
    "reject": RejectArgs,
    "collections": Empty,
    "collect": CollectArgs,
    "collect_titles": CollectTitlesArgs,
    "edit_collection": EditCollectionArgs,
    "drop_collection": DropCollectionArgs,
    "set_rules": SetRulesArgs,
    "refresh_plan": CollectionArgs,
    "refresh_collection": RefreshCollectionArgs,
    "collection_history": CollectionArgs,
    "show_collection": ShowCollectionArgs,
    "send": SendArgs,
    "move": MoveArgs,
    "assign": AssignArgs,
    "share": ShareArgs,
    "task_status": TaskStatusArgs,
    "next": NextArgs,
    "keep": KeepArgs,
    "queue": Empty,
    "open_task": OpenTaskArgs,
    "allocation": AllocationArgs,
    "comment": CommentArgs,
    "resolve": ResolveArgs,
    "comments": CommentsArgs,
}

REPLIES: dict[str, type[Value]] = {
    "bundle": Bundle,
    "hello": Hello,
    "rows": Rows,
    "rows_by_id": Rows,
    "thumbs": Thumbs,
    "medium": MediumInfo,
    "picture": Picture,
    "strip": Strip,
    "tile": Tile,
    "sound": SoundPiece,
    "query": QueryResult,
    "refresh": QueryResult,
    "facets": Facets,
    "locate": Located,
    "plan": Plan,
    "change_plan": Plan,
    "classify": Change,
    "clear": Change,
    "paint": Change,
    "set_status": Change,
    "tag": Change,
    "undo": Change,
    "redo": Change,
    "history": History,
    "ping": Empty,
    "cancel": Empty,
    "histogram": Histogram,
    "code": Code,
    "views": KeptViews,
    "show_view": QueryResult,
    "keep_view": Change,
    "drop_view": Change,
    "measure": Empty,
    "accept_plan": AcceptPlan,
    "reject_plan": Plan,
    "accept": Change,
    "reject": Change,
    "collections": Collections,
    "collect": Change,
    "collect_titles": Change,
    "edit_collection": Change,
    "drop_collection": Change,
    "set_rules": Change,
    "refresh_plan": RefreshPlan,
    "refresh_collection": Change,
    "collection_history": CollectionHistory,
    "show_collection": QueryResult,
    "send": Change,
    "move": Change,
    "assign": Change,
    "share": Change,
    "task_status": Change,
    "next": Next,
    "keep": Kept,
    "queue": Queue,
    "open_task": QueryResult,
    "allocation": Change,
    "comment": Change,
    "resolve": Change,
    "comments": Comments,
}

EVENTS: dict[str, type[Value]] = {
    "changed": Changed,
    "facts": FactsRead,
    "query_changed": QueryChanged,
    "progress": Progress,
}

# Writes carry a client-made `op_id`: the page keeps them in its outbox until they are answered.
WRITES = tuple(op for op, args in ARGS.items() if "op_id" in args.__struct_fields__)
