"""What a page may filter, sort and group by: its words for fields, and the conditions and sort keys they mean.

A field is named `status`, `tag`, `collection`, `changed`, a column, `q:<question id>`, `meta:<key>`, `metric:<name>`, or one of
a model's as `predicted:<source>/<question id>` (also `confidence:`, `uncertainty:`, `disagreement:`). `object_class` asks for
marked objects, `object_class:<source>` for those that a model finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

from nblabel.domain.field import scalar
from nblabel.domain.operands import (
    COLUMNS,
    AddedAt,
    Answer,
    Assignee,
    Column,
    Diversity,
    Given,
    GivenPart,
    Likeness,
    Meta,
    Metric,
    Objects,
    Operand,
    Predicted,
    PredictedPart,
    StatusOf,
    TaskOf,
    TaskStatusOf,
)
from nblabel.domain.query import (
    Between,
    ChangedAfterReview,
    Compare,
    Contains,
    Disagrees,
    Expr,
    HasTag,
    Ids,
    InCollection,
    Missing,
    Not,
    OneOf,
    Order,
    Tagged,
)
from nblabel.errors import QueryError
from nblabel.wire.values import FacetInfo, Filter, Sort, SortInfo

if TYPE_CHECKING:
    from nblabel.domain.ontology import Ontology
    from nblabel.domain.questions import Question
    from nblabel.store.counting.facets import Counted
    from nblabel.store.counting.inventory import Inventory
    from nblabel.store.query.values import Values

YES = "yes"
# What a kept filter asks for that is there no more: such a filter finds nothing.
GONE = "gone"
CLASSES = "object_class"
_PLAIN: dict[str, Operand] = {
    "status": StatusOf(),
    "assignee": Assignee(),
    "task": TaskOf(),
    "added_at": AddedAt(),
    "diversity": Diversity(),
    "objects": Objects("count"),
    "object_area": Objects("area"),
    **{part: Given(part) for part in get_args(GivenPart)},
}
_PREDICTED: dict[str, PredictedPart] = {
    "predicted": "answer",
    "confidence": "confidence",
    "uncertainty": "uncertainty",
    "disagreement": "disagreement",
}
# Metrics that need no measuring.
_TOLD = ("random", "rarity", "aspect_ratio")
_NAMED: dict[str, type[Meta] | type[Metric] | type[TaskStatusOf]] = {
    "meta": Meta,
    "metric": Metric,
    "task_status": TaskStatusOf,
}
_SIZES = {"width": "Width", "height": "Height", "file_size": "File size", "n_frames": "Frames", "duration": "Duration"}
# Operands whose numbers say nothing about an item beside its place.
PLACES = (Answer, StatusOf, AddedAt, TaskOf, Assignee)
_NOTHING = {"tag": "no tag", "collection": "in none", "task": "in no task", "assignee": "nobody", "annotator": "nobody"}
_NUMBERS = ("item_id", "frame", "fps", *_SIZES)


def operand(ontology: Ontology, field: str) -> Operand:
    """What a facet or sort field stands for."""
    word, colon, rest = field.partition(":")
    if not colon:
        if word in _PLAIN:
            return _PLAIN[word]
        if word in COLUMNS:
            return Column(word)
    elif word in _PREDICTED and "/" in rest:
        source, _, ident = rest.rpartition("/")
        if ident.isdigit():
            return Predicted(source, _name(ontology, int(ident)), _PREDICTED[word])
    elif word == "q" and rest.isdigit():
        return Answer(_name(ontology, int(rest)))
    elif word == "like" and rest.isdigit():
        return Likeness(int(rest))
    elif word in _NAMED and rest:
        return _NAMED[word](rest)
    raise QueryError(f'There is no field "{field:.80}" to filter or sort by.')


def condition(ontology: Ontology, wanted: Filter) -> Expr:
    """A filter of the page as a condition."""
    if wanted.field == GONE:
        return Ids(())
    if _is_set(wanted.field):
        return _negated(wanted, _any([_held(ontology, wanted.field, value) for value in wanted.values]))
    meant = operand(ontology, wanted.field)
    if wanted.op == "between":
        low, high = (_number(text) for text in _exactly(wanted, 2))
        return Between(meant, low, high)
    if wanted.op == "contains":
        return Contains(meant, _exactly(wanted, 1)[0])
    present = tuple(_value(ontology, meant, value) for value in wanted.values if value)
    parts: list[Expr] = [OneOf(meant, present)] if present else []
    if "" in wanted.values:
        parts.append(Missing(meant))
    return _negated(wanted, _any(parts))


def order(ontology: Ontology, wanted: Sort) -> Order:
    """A sort key of the page."""
    return Order(operand(ontology, wanted.field), wanted.descending)


def nothing(field: str) -> str:
    """How the items without a value are called."""
    if field in _NOTHING:
        return _NOTHING[field]
    return "no answer" if field.startswith("q:") else "not predicted" if field.startswith("predicted:") else "none"


def bucket_label(ontology: Ontology, field: str, value: str) -> str:
    """How a bucket of a facet is called."""
    if not value:
        return nothing(field)
    if field.startswith(("q:", "predicted:")):
        question = ontology.place(int(field.replace("/", ":").rpartition(":")[2])).question
        return next((option.name for option in question.choices if str(option.id) == value), value)
    if field.partition(":")[0] == CLASSES:
        return next((cls.name for cls in ontology.objects if str(cls.ident) == value), value)
    return {"changed": "changed", "disagreement": "disagrees"}.get(field.partition(":")[0], value)


def buckets(ontology: Ontology, field: str, of: Values) -> list[tuple[str, str]]:
    """Value and name of each choice, in order."""
    meant = operand(ontology, field)
    if isinstance(meant, Answer | Predicted):
        question = ontology.place(meant.question).question
        return [(str(option.id), option.name) for option in question.choices]
    return [(name, name) for name in of.names]


def counted(ontology: Ontology, field: str, collections: list[str]) -> Counted | None:
    """What a facet counts that the store does not know by its name."""
    if field in ("status", "tag") or field.startswith("q:"):
        return None
    if field == "collection":
        return [(title, InCollection(title)) for title in collections]
    if field.partition(":")[0] == CLASSES:
        return [(str(cls.ident), _held(ontology, field, str(cls.ident))) for cls in ontology.objects]
    if _is_set(field):
        return [(YES, _held(ontology, field, YES))]
    return operand(ontology, field)


def facet_list(ontology: Ontology, known: Inventory, collections: list[str]) -> list[FacetInfo]:
    """The facets a page may ask for; one without anything to tell apart is left out."""
    asked = [place.question for place in ontology.places if place.question.kind != "text"]
    found = [
        FacetInfo("status", "Status"),
        *(FacetInfo(f"q:{question.ident}", question.name, question.ident) for question in asked),
        FacetInfo("tag", "Tags"),
    ]
    flags = {
        "collection": ("Collections", bool(collections)),
        "task": ("Tasks", bool(known.tasks)),
        "assignee": ("Assigned to", known.has_assignments),
        "annotator": ("Labelled by", True),
        "changed": ("Changed after review", known.has_changed),
        "kind": ("Kind", known.has_kinds),
        "dataset": ("Dataset", known.has_datasets),
        "folder": ("Folder", known.has_folders),
    }
    found += [FacetInfo(name, label) for name, (label, is_there) in flags.items() if is_there]
    for source, question in _predicted(ontology, known):
        own = f"{source}/{question.ident}"
        found.append(FacetInfo(f"predicted:{own}", f"{question.name} by {source}"))
        found.append(FacetInfo(f"disagreement:{own}", f"{question.name}: {source} disagrees"))
        found.append(FacetInfo(f"confidence:{own}", f"Confidence of {source}: {question.name}", numeric=True))
    found += [FacetInfo(f"meta:{key}", key, numeric=is_number) for key, is_number in known.keys]
    found += [FacetInfo(f"metric:{name}", _title(name), numeric=True) for name in known.metrics]
    if known.has_objects:
        found.append(FacetInfo(CLASSES, "Object classes"))
        found.append(FacetInfo("objects", "Objects", numeric=True))
        found.append(FacetInfo("object_area", "Area of objects", numeric=True))
    if ontology.objects:
        of_models = [source.name for source in known.sources if source.has_objects]
        found += [FacetInfo(f"{CLASSES}:{name}", f"Object classes by {name}") for name in of_models]
    return found + [FacetInfo(name, label, numeric=True) for name, label in _SIZES.items()]


def sort_list(ontology: Ontology, known: Inventory) -> list[SortInfo]:
    """What rows can be sorted or grouped by."""
    found = [
        SortInfo("title", "Title"),
        SortInfo("added_at", "Added", group=True),
        SortInfo("status", "Status", group=True),
    ]
    for source, question in _predicted(ontology, known):
        own, named = f"{source}/{question.ident}", f"{question.name} by {source}"
        found.append(SortInfo(f"predicted:{own}", f"Predicted {named}", group=True))
        found += [SortInfo(f"{word}:{own}", f"{_title(word)}: {named}") for word in list(_PREDICTED)[1:]]
    found += [
        SortInfo(f"q:{place.question.ident}", place.question.name, group=place.question.kind != "text")
        for place in ontology.places
    ]
    if known.has_vectors:
        found.append(SortInfo("diversity", "Diversity"))
    measured = dict.fromkeys([*known.metrics, *_TOLD])
    found += [SortInfo(f"metric:{name}", _title(name)) for name in measured]
    found += [SortInfo("labelled_at", "Labelled", group=True), SortInfo("annotator", "Labelled by", group=True)]
    flags = {
        "assignee": ("Assigned to", known.has_assignments),
        "task": ("Task", bool(known.tasks)),
        "kind": ("Kind", known.has_kinds),
        "dataset": ("Dataset", known.has_datasets),
        "folder": ("Folder", known.has_folders),
    }
    found += [SortInfo(name, label, group=True) for name, (label, is_there) in flags.items() if is_there]
    found += [SortInfo(f"meta:{key}", key, group=not is_number) for key, is_number in known.keys]
    if known.has_objects:
        found += [SortInfo("objects", "Objects"), SortInfo("object_area", "Area of objects")]
    return found + [SortInfo(name, label) for name, label in _SIZES.items()]


def _predicted(ontology: Ontology, known: Inventory) -> Iterator[tuple[str, Question]]:
    for source in known.sources:
        for ident in source.questions:
            yield source.name, ontology.place(ident).question


def _title(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


_SETS = ("tag", "collection", "changed", CLASSES, "disagreement")


def _is_set(field: str) -> bool:
    """Whether an item is in it or not, for each of its values."""
    return field.partition(":")[0] in _SETS


def _of_class(ontology: Ontology, value: str, source: str | None) -> Expr:
    for cls in ontology.objects:
        if str(cls.ident) == value:
            return Compare(Objects("count", cls.name, source), ">=", 1)
    raise QueryError(f"There is no object class with the id {value:.40}.")


def _held(ontology: Ontology, field: str, value: str) -> Expr:
    """Conditions of fields that are yes or no of an item."""
    if field == "tag":
        return HasTag(value) if value else Not(Tagged())
    if field == "collection":
        return InCollection(value)
    if field.partition(":")[0] == CLASSES:
        return _of_class(ontology, value, field.partition(":")[2] or None)
    meant: Expr = ChangedAfterReview()
    if field != "changed":
        asked = operand(ontology, field)
        assert isinstance(asked, Predicted)
        meant = Disagrees(asked.source, asked.question)
    return meant if value == YES else Not(meant)


def _negated(wanted: Filter, expr: Expr) -> Expr:
    return ~expr if wanted.op == "not" else expr


def _any(parts: list[Expr]) -> Expr:
    if not parts:
        raise QueryError("A filter needs at least one value.")
    joined = parts[0]
    for part in parts[1:]:
        joined = joined | part
    return joined


def _value(ontology: Ontology, meant: Operand, value: str) -> str | int | float | bool | None:
    match meant:
        case Answer(question) | Predicted(_, question, "answer"):
            asked = ontology.place(question).question
            for option in asked.choices:
                if str(option.id) == value:
                    return option.name
            if asked.choices:
                raise QueryError(f'"{asked.name}" has no option with the id {value:.40}.')
            return _number(value) if asked.kind == "number" else value
        case Metric() | Predicted() | Objects() | Given("confidence"):
            return _number(value)
        case Column(name) if name in _NUMBERS:
            return _number(value)
    return value


def _number(text: str) -> Any:
    try:
        return scalar(float(text))
    except ValueError:
        raise QueryError(f'"{text:.40}" is not a number.') from None


def _exactly(wanted: Filter, count: int) -> list[str]:
    if len(wanted.values) != count:
        raise QueryError(f'The filter "{wanted.op}" on {wanted.field} needs {count} values, not {len(wanted.values)}.')
    return wanted.values


def _name(ontology: Ontology, ident: int) -> str:
    """The question as it would be typed."""
    place = ontology.place(ident)
    name = place.question.name
    return name if sum(other.question.name == name for other in ontology.places) == 1 else place.name
