"""What every kind of shape promises, and the class of objects that is marked with it."""

from __future__ import annotations

import json

import pytest

import nblabel as nb
from nblabel.domain.objects import CLASSES, object_class_from_dict
from nblabel.domain.shapes import SHAPES, Shape, shape_from_json
from nblabel.errors import OntologyError, ShapeError

SAMPLES: dict[str, Shape] = {
    "box": nb.shapes.Box(1, 2, 3, 4),
    "rotated_box": nb.shapes.RotatedBox(1, 2, 3, 4, 30),
    "polygon": nb.shapes.Polygon([(1, 2), (4, 2), (1, 6)]),
    "polyline": nb.shapes.Polyline([(1, 2), (4, 6)]),
    "points": nb.shapes.Points([(1, 2), (4, 6)]),
    "mask": nb.shapes.Mask(2, 2, [1, 3]),
}
kinds = pytest.mark.parametrize("kind", sorted(SHAPES))


def test_every_kind_has_a_sample_here_and_a_class_of_objects() -> None:
    assert set(SAMPLES) == set(SHAPES) == set(CLASSES)


@kinds
def test_a_shape_is_read_back_from_json_and_knows_its_box(kind: str) -> None:
    shape = SAMPLES[kind]
    assert shape.kind == kind
    assert shape_from_json(json.loads(json.dumps(shape.to_json()))) == shape
    x, y, width, height = shape.bounds
    assert x >= 0
    assert y >= 0
    assert shape.area <= width * height


@kinds
def test_a_class_takes_its_own_kind_of_shape_alone(kind: str) -> None:
    (cls,) = nb.Ontology(CLASSES[kind]("Thing", attributes=[nb.Text("Note", dynamic=True)])).objects
    assert cls.check(SAMPLES[kind]) == SAMPLES[kind]
    for other, shape in SAMPLES.items():
        if other != kind:
            with pytest.raises(ShapeError, match="Thing"):
                cls.check(shape)


@kinds
def test_a_class_survives_a_plain_dict_and_takes_what_all_classes_share(kind: str) -> None:
    shared = {"description": "look twice", "required": True, "key": "3", "color": "#010203", "code": "XY", "id": 9}
    cls = CLASSES[kind]("Thing", attributes=[nb.Radio("Size", ["small", "large"])], **shared)
    assert object_class_from_dict(json.loads(json.dumps(cls.to_dict()))) == cls
    assert {name: getattr(cls, name) for name in shared} == shared
    for wrong in ({"color": "red"}, {"name": ""}, {"attributes": ["Size"]}, {"sides": 3}):
        with pytest.raises(OntologyError):
            object_class_from_dict({**cls.to_dict(), **wrong})
    assert ">>> " in (CLASSES[kind].__doc__ or "")
