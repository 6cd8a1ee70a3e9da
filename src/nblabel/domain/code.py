"""A query as the Python line that makes the same view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nblabel.domain.frame_choice import At, FrameChoice, KeyFrames
from nblabel.domain.operands import (
    METRICS,
    AddedAt,
    Answer,
    Assignee,
    Attribute,
    Column,
    Diversity,
    Given,
    Likeness,
    Meta,
    Metric,
    Objects,
    Operand,
    Predicted,
    StatusOf,
    TaskOf,
    TaskStatusOf,
)
from nblabel.domain.query import (
    And,
    Between,
    ChangedAfterReview,
    Compare,
    Contains,
    Disagrees,
    Expr,
    HasTag,
    Ids,
    InCollection,
    InReceipt,
    InTask,
    Matches,
    Missing,
    Not,
    OneOf,
    Or,
    Query,
    Tagged,
    conditions,
    is_framed,
)
from nblabel.domain.units import frame_of, item_of, mean_frames

# More runs of ids than this are left out of the line, and named behind it.
MOST_RUNS = 20

_OF_ITEMS = ("annotator", "labelled_at")
_BY_KIND: dict[type, str] = {
    StatusOf: "F.status",
    AddedAt: "F.added_at",
    Assignee: "F.assignee",
    TaskOf: "F.task",
    Diversity: "F.diversity",
}


def of_query(query: Query, source: str = "project") -> str:
    """The line that makes the view; with `F` and the project at hand it can be run.

    Ids are written as ranges; where they would fill the line they stand as `ids`, with a remark behind it.

    Examples
    --------
    >>> from nblabel import F
    >>> of_query(Query().filtered(F["Animal"] == "cat").sorted_by(F.width.desc()).sliced(0, 20))
    "project.filter(F['Animal'] == 'cat').sort(F.width.desc())[:20]"
    """
    text = _of_query(query, source)
    if "F.id.is_in(ids)" not in text:
        return text
    left_out = sum(len(expr.ids) for expr in conditions(query) if isinstance(expr, Ids) and _listed(expr.ids) is None)
    return text + f"  # ids: {left_out:,} {'ids of frames' if is_framed(query) else 'item ids'}"


def _of_query(query: Query, source: str) -> str:
    text = _of_query(query.base, source) if query.base else source
    where = query.where
    if query.frames is not None:
        given = ["" if text == source else text, _of_frames(query.frames)]
        text = f"{source}.frames({', '.join(filter(None, given))})"
    elif query.base is None and where and (chosen := _few_frames(where[0], source)):
        text, where = chosen, where[1:]
    if where:
        text += f".filter({', '.join(map(of_expr, where))})"
    if query.order:
        keys = (of_operand(order.operand) + (".desc()" if order.descending else "") for order in query.order)
        text += f".sort({', '.join(keys)})"
    if query.limit is not None or query.offset:
        first = query.offset or ""
        last = "" if query.limit is None else query.offset + query.limit
        text += f"[{first}:{last}]"
    return text


def _of_frames(choice: FrameChoice) -> str:
    if isinstance(choice, KeyFrames):
        return "keyframes=True"
    if isinstance(choice, At):
        return f"at={_listed(choice.frames) or list(choice.frames)}"
    return "" if choice.step == 1 else f"every={choice.step}"


def _few_frames(expr: Expr, source: str) -> str:
    """A few frames of one item by their numbers, which tell more than their ids."""
    if not isinstance(expr, Ids) or not mean_frames(expr.ids):
        return ""
    items = {item_of(int(ident)) for ident in expr.ids}
    listed = _listed([frame_of(int(ident)) or 0 for ident in expr.ids]) if len(items) == 1 else None
    return f"{source}.frames({source}.filter(F.id.is_in([{items.pop()}])), at={listed})" if listed else ""


def of_operand(operand: Operand) -> str:
    """Such as `F.width` or `F["Animal"]`."""
    match operand:
        case Column(name):
            return "F.id" if name == "item_id" else f"F.{name}"
        case Meta(key):
            return f"F.meta[{key!r}]"
        case Answer(question):
            return f"F[{question!r}]"
        case Given(part, question):
            return f"F.{part}" if question is None and part in _OF_ITEMS else f"F[{question!r}].{part}"
        case Predicted(source, question, part):
            text = f"F.prediction({source!r})[{question!r}]"
            return text if part == "answer" else f"{text}.{part}"
        case Objects(part, cls, source):
            start = "F" if source is None else f"F.prediction({source!r})"
            return f"{start}.objects({'' if cls is None else repr(cls)}).{part}"
        case Attribute(cls, question):
            return f"F.objects({cls!r})[{question!r}]"
        case Metric(name):
            return f"F.{name}" if name in METRICS else f"F.metric({name!r})"
        case TaskStatusOf(task):
            return f"F.task_status({task!r})"
        case Likeness(item, space, vector):
            return f"F.like({list(vector) or item}{f', space={space!r}' if space else ''})"
    return _BY_KIND[type(operand)]


def of_expr(expr: Expr, inner: bool = False) -> str:
    """The condition as it would be typed; `inner` puts brackets where a sign beside it would bind tighter."""
    match expr:
        case And(parts):
            return _joined(" & ", parts, inner)
        case Or(parts):
            return _joined(" | ", parts, inner)
        case Not(Tagged()):
            return "F.tags.is_missing()"
        case Not(part):
            return f"~{of_expr(part, inner=True)}"
        case Compare(operand, comparison, value):
            text = f"{of_operand(operand)} {comparison} {value!r}"
            return f"({text})" if inner else text
    return _of_call(expr)


def _of_call(expr: Expr) -> str:
    match expr:
        case OneOf(operand, values):
            return f"{of_operand(operand)}.is_in({list(values)!r})"
        case Between(operand, low, high):
            return f"{of_operand(operand)}.between({low!r}, {high!r})"
        case Contains(operand, text):
            return f"{of_operand(operand)}.contains({text!r})"
        case Matches(operand, pattern):
            return f"{of_operand(operand)}.matches({pattern!r})"
        case Missing(operand):
            return f"{of_operand(operand)}.is_missing()"
        case HasTag(tag):
            return f"F.tags.has({tag!r})"
        case Tagged():
            return "~F.tags.is_missing()"
        case InReceipt(op, outcome):
            return f"F.receipt({op}, {outcome!r})"
        case InCollection(title):
            return f"F.in_collection({title!r})"
        case InTask(task):
            return f"F.in_task({task!r})"
        case ChangedAfterReview():
            return "F.changed_after_review"
        case Disagrees(source, question):
            return f"F.prediction({source!r})[{question!r}].disagrees()"
        case Ids(ids):
            return f"F.id.is_in({_listed(ids) or 'ids'})"
    raise TypeError(f"no code for {expr!r}")


def _joined(sign: str, parts: tuple[Expr, ...], inner: bool) -> str:
    text = sign.join(of_expr(part, inner=True) for part in parts)
    return f"({text})" if inner else text


def _listed(ids: Sequence[int]) -> str | None:
    """Such as `[3, 7]`, `range(1, 90)` or `[*range(1, 90), 95]`; None where that is long."""
    texts: list[str] = []
    for first, last in _runs(ids):
        if last - first < 2:
            texts.extend(str(ident) for ident in range(first, last + 1))
        else:
            texts.append(f"*range({first}, {last + 1})")
        if len(texts) > MOST_RUNS:
            return None
    if len(texts) == 1 and texts[0].startswith("*"):
        return texts[0][1:]
    return f"[{', '.join(texts)}]"


def _runs(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of every gapless run, in ascending order."""
    ordered = sorted({int(ident) for ident in ids})
    first = last = None
    for ident in ordered:
        if first is None or last is None:
            first = ident
        elif ident != last + 1:
            yield first, last
            first = ident
        last = ident
    if first is not None and last is not None:
        yield first, last
