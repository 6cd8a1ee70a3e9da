"""Object classes: what is marked in frames, with which shape, and the questions asked about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from nblabel.domain.described import Described, check_name, fields_of
from nblabel.domain.keys import check_key
from nblabel.domain.questions.base import Question, question_from_dict
from nblabel.domain.shapes import Points as PointsShape
from nblabel.domain.shapes import Shape
from nblabel.errors import OntologyError, ShapeError, did_you_mean, listing

CLASSES: dict[str, type[ObjectClass]] = {}


@dataclass(frozen=True, slots=True, init=False)
class ObjectClass(Described):
    """Base of the object classes; a new kind subclasses it with the `kind` of its shape.

    Parameters
    ----------
    name
        What is marked; once among the classes and top questions of an ontology.
    attributes
        Questions about each object; one that is `dynamic` may be answered otherwise on other frames.
    description, required, color, code, id
        As for questions.
    key
        The digit, or a letter that no widget command uses, that chooses it.
    """

    called: ClassVar[str] = "Object class"
    kind: ClassVar[str] = ""
    name: str
    attributes: tuple[Question, ...]
    description: str
    required: bool
    key: str | None
    color: str | None
    code: str | None
    id: int | None

    def __init_subclass__(cls) -> None:
        if cls.kind:
            CLASSES[cls.kind] = cls

    def __init__(
        self,
        name: str,
        attributes: Sequence[Question] = (),
        *,
        description: str = "",
        required: bool = False,
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
    ) -> None:
        check_name(name, "object class")
        check_key(key, name, digits=True)
        self._set(
            name=name,
            attributes=_questions(name, attributes),
            description=description,
            required=required,
            key=key,
            color=color,
            code=code,
            id=id,
        )

    def changed(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def check(self, shape: object) -> Shape:
        """The shape, if it is of this class's kind."""
        if not isinstance(shape, Shape):
            raise ShapeError(
                f'"{self.name}" is marked by a shape such as nb.shapes.{type(self).__name__}(...), not by {shape!r:.60}.'
            )
        if shape.kind != self.kind:
            raise ShapeError(
                f'"{self.name}" is marked by a {self.kind.replace("_", " ")}, not by a {shape.kind.replace("_", " ")}.'
            )
        return shape

    def to_dict(self) -> dict[str, Any]:
        """A plain dict that `object_class_from_dict` reads; defaults are left out."""
        return {"kind": self.kind, **self._plain()}


@dataclass(frozen=True, slots=True, init=False)
class Box(ObjectClass):
    """Objects marked by upright boxes.

    Examples
    --------
    >>> from nblabel import Box, Radio
    >>> Box("Head", attributes=[Radio("Ears", ["up", "down"], dynamic=True)]).attributes[0].name
    'Ears'
    """

    kind: ClassVar[str] = "box"


@dataclass(frozen=True, slots=True, init=False)
class RotatedBox(ObjectClass):
    """Objects marked by boxes that are turned.

    Examples
    --------
    >>> from nblabel import RotatedBox
    >>> RotatedBox("Ship").kind
    'rotated_box'
    """

    kind: ClassVar[str] = "rotated_box"


@dataclass(frozen=True, slots=True, init=False)
class Polygon(ObjectClass):
    """Objects marked by polygons.

    Examples
    --------
    >>> from nblabel import Polygon
    >>> Polygon("Roof").kind
    'polygon'
    """

    kind: ClassVar[str] = "polygon"


@dataclass(frozen=True, slots=True, init=False)
class Polyline(ObjectClass):
    """Objects marked by lines.

    Examples
    --------
    >>> from nblabel import Polyline
    >>> Polyline("Lane").kind
    'polyline'
    """

    kind: ClassVar[str] = "polyline"


@dataclass(frozen=True, slots=True, init=False)
class Points(ObjectClass):
    """Objects marked by key points; `points` names them in their order, any number of them where it names none.

    Examples
    --------
    >>> from nblabel import Points
    >>> Points("Face", points=["left eye", "right eye", "nose"]).points
    ('left eye', 'right eye', 'nose')
    """

    kind: ClassVar[str] = "points"
    points: tuple[str, ...]

    def __init__(
        self,
        name: str,
        attributes: Sequence[Question] = (),
        *,
        points: Sequence[str] = (),
        description: str = "",
        required: bool = False,
        key: str | None = None,
        color: str | None = None,
        code: str | None = None,
        id: int | None = None,
    ) -> None:
        ObjectClass.__init__(
            self, name, attributes, description=description, required=required, key=key, color=color, code=code, id=id
        )
        for point in _listed(name, points, "points"):
            check_name(point, "point")
        object.__setattr__(self, "points", tuple(points))

    def check(self, shape: object) -> Shape:
        """Also as many points as are named."""
        found = ObjectClass.check(self, shape)
        if self.points and isinstance(found, PointsShape) and len(found.points) != len(self.points):
            raise ShapeError(
                f'"{self.name}" has the points {listing(self.points)}: give {len(self.points)}, not {len(found.points)} '
                "(None for one that cannot be seen)."
            )
        return found


@dataclass(frozen=True, slots=True, init=False)
class Mask(ObjectClass):
    """Objects marked by masks.

    Examples
    --------
    >>> from nblabel import Mask
    >>> Mask("Road").kind
    'mask'
    """

    kind: ClassVar[str] = "mask"


def object_class_from_dict(data: object) -> ObjectClass:
    """The class that `ObjectClass.to_dict` wrote."""
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if kind not in CLASSES or not isinstance(data, Mapping):
        raise OntologyError(f"No object class {kind!r}. There are: {listing(CLASSES)}.{did_you_mean(kind, CLASSES)}")
    given = fields_of(data, CLASSES[kind], "object class")
    given["attributes"] = [
        question_from_dict(question) for question in _listed("", given.get("attributes", ()), "attributes")
    ]
    return CLASSES[kind](given.pop("name"), **given)


def _questions(name: str, given: object) -> tuple[Question, ...]:
    questions = tuple(_listed(name, given, "attributes"))
    for question in questions:
        if not isinstance(question, Question):
            raise OntologyError(
                f'The attributes of "{name}" are questions such as nb.Radio(...), not {question!r:.60}.'
            )
    return questions


def _listed(name: str, given: object, what: str) -> Iterable[Any]:
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise OntologyError(f'The {what} of "{name}" must be a list, not {given!r:.60}.')
    return given
