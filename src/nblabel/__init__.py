"""Label and curate images in the notebook: no server, labels in one DuckDB file, everything undoable."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nblabel.api import label, open, projects, samples
    from nblabel.domain import shapes
    from nblabel.domain.fields import F
    from nblabel.domain.measuring import metric
    from nblabel.domain.objects import Box, Mask, Points, Polygon, Polyline, RotatedBox
    from nblabel.domain.ontology import Ontology
    from nblabel.domain.questions import Checklist, Number, Option, Radio, Text
    from nblabel.domain.tasking import Status
    from nblabel.errors import NblabelError

__version__ = "0.1.0.dev0"

# Imported on first use, so that `import nblabel` costs next to nothing.
_HOMES = {
    "open": "nblabel.api",
    "label": "nblabel.api",
    "projects": "nblabel.api",
    "samples": "nblabel.api",
    "F": "nblabel.domain.fields",
    "Ontology": "nblabel.domain.ontology",
    "Radio": "nblabel.domain.questions",
    "Checklist": "nblabel.domain.questions",
    "Number": "nblabel.domain.questions",
    "Text": "nblabel.domain.questions",
    "Option": "nblabel.domain.questions",
    "Status": "nblabel.domain.tasking",
    "Box": "nblabel.domain.objects",
    "Mask": "nblabel.domain.objects",
    "Points": "nblabel.domain.objects",
    "Polygon": "nblabel.domain.objects",
    "Polyline": "nblabel.domain.objects",
    "RotatedBox": "nblabel.domain.objects",
    "metric": "nblabel.domain.measuring",
    "NblabelError": "nblabel.errors",
    "shapes": "nblabel.domain.shapes",
}
_MODULES = frozenset({"shapes"})

__all__ = [
    "Box",
    "Checklist",
    "F",
    "Mask",
    "NblabelError",
    "Number",
    "Ontology",
    "Option",
    "Points",
    "Polygon",
    "Polyline",
    "Radio",
    "RotatedBox",
    "Status",
    "Text",
    "label",
    "metric",
    "open",
    "projects",
    "samples",
    "shapes",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'nblabel' has no attribute {name!r}")
    value = import_module(home) if name in _MODULES else getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
