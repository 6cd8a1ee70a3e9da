"""Label and curate images in the notebook: no server, labels in one DuckDB file, everything undoable."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nblabel.api import label, open, projects, samples
    from nblabel.domain.fields import F
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
    "NblabelError": "nblabel.errors",
}

__all__ = [
    "Checklist",
    "F",
    "NblabelError",
    "Number",
    "Ontology",
    "Option",
    "Radio",
    "Status",
    "Text",
    "label",
    "open",
    "projects",
    "samples",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'nblabel' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
