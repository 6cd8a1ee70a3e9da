"""Give the project another version of its ontology."""

from __future__ import annotations

from nblabel.domain.changes import Change
from nblabel.domain.commands import SetOntology
from nblabel.domain.ontology import Ontology
from nblabel.domain.revision import moved_up
from nblabel.errors import OntologyError
from nblabel.ops import words
from nblabel.ops.collecting.kept import key_by_ids
from nblabel.ops.people import refuse_all_but_admins
from nblabel.ops.registry import handles
from nblabel.ops.work import Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.labels import ontology_rows

_SHAPE = tuple[str, tuple[int, ...]]


@handles(SetOntology)
def set_ontology(work: Work, command: SetOntology) -> Change:
    """Names, colours and order may change; what labels use stays, with its id, kind and place."""
    refuse_all_but_admins(work.session, "change the ontology")
    former = work.scope.ontology
    new = Ontology.from_dict(command.data)
    if command.known_id and command.known_id < former.last_id:
        # Somebody gave ids since the command was made; now nobody else can write.
        questions = moved_up(new.questions, command.known_id, former.last_id)
        new = Ontology(*questions, lineage=new.lineage)
    _, present = ontology_rows.current(work.cur, work.project_id)
    if present == new.to_dict():
        return nothing("ontology", "The ontology stays as it is", {})
    refuse_lost(work.cur, work.project_id, former, new)
    text = f"Set the ontology: {_summary(new)}"
    key_by_ids(work)
    ontology_rows.replace(work.cur, work.project_id, work.op_id, new.to_dict())
    return work.record("ontology", text, {"applied": 1})


def refuse_lost(cur: Cursor, project_id: int, former: Ontology, new: Ontology) -> None:
    """Raise when labels in force use something that `new` lacks or has moved."""
    shapes, uses = _shapes(new), ontology_rows.uses(cur, project_id)
    names = former.missing_from(Ontology())
    for ident, shape in _shapes(former).items():
        if ident in uses and shapes.get(ident) != shape:
            done = "remove" if ident not in shapes else "move or change the kind of"
            raise OntologyError(
                f'Cannot {done} "{names[ident]}": {words.items(uses[ident])} answer it. '
                "Clear or reclassify them first, or rename it, which keeps the labels."
            )


def _shapes(ontology: Ontology) -> dict[int, _SHAPE]:
    """For each id what labels rely on: the kind, and the options (or the question) it stands under."""
    shapes: dict[int, _SHAPE] = {}
    for place in ontology.places:
        path = tuple(option.ident for _, option in place.path)
        shapes[place.question.ident] = (place.question.kind, path)
        shapes |= {option.ident: ("option", (place.question.ident,)) for option in place.question.choices}
    for cls in ontology.objects:
        shapes[cls.ident] = (cls.kind, ())
        own = ontology.attributes(cls.ident)
        shapes |= {ident: (kind, (cls.ident, *path)) for ident, (kind, path) in _shapes(own).items()}
    return shapes


def _summary(ontology: Ontology) -> str:
    names = [*(question.name for question in ontology.questions), *(cls.name for cls in ontology.objects)]
    return ", ".join(names) or "no questions"
