"""The ontology: the questions and object classes of a project, with ids that never change while names may."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from uuid import uuid4

from nblabel.domain.numbering import complete
from nblabel.domain.objects import ObjectClass, object_class_from_dict
from nblabel.domain.places import Place, places_of, refuse_dynamic, told
from nblabel.domain.questions.base import Question, question_from_dict
from nblabel.domain.renaming import renamed_objects, renamed_questions
from nblabel.domain.revision import adopted, idents, moved_up, moved_up_objects
from nblabel.errors import OntologyError, did_you_mean, in_line, listing

__all__ = ["Ontology", "Place"]


class Ontology:
    """The questions that items of a project are asked.

    Parameters
    ----------
    *parts
        Top questions in their order; nested ones live in the options that carry them, 64 levels deep at most. And the
        classes of objects that are marked in frames.
    lineage
        Tells the versions of one ontology from every other; given when the first is adopted.
    last_id
        The highest id ever given in that project; new questions and options get higher ones.

    Notes
    -----
    Missing ids, colours and short codes are given here. Two equal names at one place, or a code
    given twice, raise `OntologyError`.

    Examples
    --------
    >>> from nblabel import Ontology, Option, Radio, Text
    >>> Ontology(Radio("Animal", ["cat", Option("dog", Radio("Breed", ["beagle", "pug"]))]), Text("Note"))
    Ontology with 3 questions
      Animal [radio]: cat, dog
        Breed [radio] (if dog): beagle, pug
      Note [text]
    """

    def __init__(self, *parts: Question | ObjectClass, lineage: str = "", last_id: int = 0) -> None:
        self._given = tuple(part for part in parts if isinstance(part, Question))
        self._given_objects = tuple(part for part in parts if isinstance(part, ObjectClass))
        for part in parts:
            if not isinstance(part, (Question, ObjectClass)):
                raise OntologyError(
                    f"An ontology holds questions, not {part!r}: use nb.Radio, nb.Checklist, nb.Number or nb.Text; or classes "
                    "of objects such as nb.Box."
                )
        refuse_dynamic(self._given, self._given_objects)
        self._questions, self._objects = complete(self._given, last_id, self._given_objects)
        self._known_id = last_id
        self.lineage = lineage
        self.last_id = max([last_id, *idents(self._questions, self._objects)])

    @property
    def questions(self) -> tuple[Question, ...]:
        """The top questions."""
        return self._questions

    @property
    def objects(self) -> tuple[ObjectClass, ...]:
        """The classes of objects."""
        return self._objects

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every question at any depth, parents first."""
        return tuple(places_of(self._questions))

    @cached_property
    def _by_id(self) -> dict[int, Place]:
        return {place.question.ident: place for place in self.places}

    @cached_property
    def _by_name(self) -> dict[str, list[Place]]:
        names: dict[str, list[Place]] = {}
        for place in self.places:
            for name in {place.question.name, place.name}:
                names.setdefault(name, []).append(place)
        return names

    def place(self, question: str | int) -> Place:
        """The question of that name, path or id, with its way from the top.

        Raises
        ------
        OntologyError
            When there is no such question, or several share the name.
        """
        if isinstance(question, int):
            if question not in self._by_id:
                raise OntologyError(f"No question with the id {question} in this ontology.")
            return self._by_id[question]
        if not isinstance(question, str):
            raise OntologyError(f"A question is meant by its name, not by {in_line(repr(question), 80)}.")
        found = self._by_name.get(question, [])
        if len(found) == 1:
            return found[0]
        names = [place.name for place in self.places]
        if not names:
            raise OntologyError(
                f'No classification "{question}": the project has no ontology yet. Set project.ontology = nb.Ontology(...).'
            )
        if found:
            paths = listing(f"{place.name} (id {place.question.ident})" for place in found)
            raise OntologyError(f'"{question}" stands at several places: {paths}. Use the whole path or the id.')
        raise OntologyError(
            f'No classification "{question}" in the ontology. There are: {listing(names)}.'
            f"{did_you_mean(question, self._by_name)}"
        )

    def root(self, question: str | int) -> Question:
        """The top question of that name or id; nested ones are refused with their top question named."""
        place = self.place(question)
        if place.path:
            raise OntologyError(
                f'"{place.question.name}" is nested in "{place.root.name}": classify "{place.root.name}" with '
                f'{{"{place.root.name}": "{place.path[0][1].name}", "{place.question.name}": ...}}.'
            )
        return place.question

    def object_class(self, cls: str | int) -> ObjectClass:
        """The class of objects of that name or id.

        Examples
        --------
        >>> from nblabel import Box, Ontology
        >>> Ontology(Box("Head")).object_class("Head").kind
        'box'
        """
        for known in self._objects:
            if cls in (known.name, known.ident):
                return known
        names = [known.name for known in self._objects]
        there = f"There are: {listing(names)}." if names else "It has none: add one such as nb.Box(...)."
        raise OntologyError(f'No object class "{in_line(cls)}" in the ontology. {there}{did_you_mean(cls, names)}')

    def attributes(self, cls: str | int) -> Ontology:
        """The attributes of a class of objects, as an ontology of their own; ids are those of this one."""
        known = self.object_class(cls)
        if known.ident not in self._attributes:
            self._attributes[known.ident] = _of_attributes(known)
        return self._attributes[known.ident]

    def attribute(self, cls: str | int, question: str | int) -> Question:
        """One attribute of a class of objects, at any depth.

        Examples
        --------
        >>> from nblabel import Box, Ontology, Radio
        >>> Ontology(Box("Head", [Radio("Ears", ["up", "down"])])).attribute("Head", "Ears").kind
        'radio'
        """
        known, asked = self.object_class(cls), self.attributes(cls)
        names = [place.name for place in asked.places]
        if isinstance(question, str) and question not in asked._by_name:
            there = f"There are: {listing(names)}." if names else "It has none."
            raise OntologyError(
                f'Objects of the class "{known.name}" have no attribute "{in_line(question)}". {there}{did_you_mean(question, names)}'
            )
        return asked.place(question).question

    @cached_property
    def _attributes(self) -> dict[int, Ontology]:
        return {}

    def rename(self, *names: str) -> Ontology:
        """The same ontology, ids kept, with one name changed: the last one is new.

        Parameters
        ----------
        *names
            `(question, new)` or `(question, option, new)`; `(class, new)` or `(class, attribute, ..., new)`.

        Examples
        --------
        >>> from nblabel import Ontology, Radio
        >>> Ontology(Radio("Animal", ["cat", "dog"])).rename("Animal", "cat", "kitten").rename("Animal", "Pet")
        Ontology with 1 question
          Pet [radio]: kitten, dog
        """
        if names and names[0] in [cls.name for cls in self._objects]:
            return self._descendant(self._questions, renamed_objects(self, *names))
        return self._descendant(renamed_questions(self, *names), self._objects)

    def adopt(self, former: Ontology) -> Ontology:
        """The next version of `former`, asking what is asked here: what stands at the same path keeps its id and so its labels.

        An ontology made from `former` itself (by `rename`, or through a dict) carries the right ids already;
        one made from an older version has its new ids moved above those given since.

        Examples
        --------
        >>> from nblabel import Ontology, Radio
        >>> former = Ontology(Radio("Animal", ["cat", "dog"]))
        >>> new = Ontology(Radio("Animal", ["bird", "dog", "cat"])).adopt(former)
        >>> [(option.name, option.id) for option in new["Animal"].choices]
        [('bird', 4), ('dog', 3), ('cat', 2)]
        """
        if former.lineage and self.lineage == former.lineage:
            questions, objects, last_id = self._questions, self._objects, max(self.last_id, former.last_id)
            if self._known_id < former.last_id:
                questions = moved_up(questions, self._known_id, former.last_id)
                objects = moved_up_objects(objects, self._known_id, former.last_id)
        else:
            questions, objects, last_id = adopted(
                self._given, former.questions, former.last_id, self._given_objects, former.objects
            )
        return Ontology(*questions, *objects, lineage=former.lineage or uuid4().hex, last_id=last_id)

    def missing_from(self, new: Ontology) -> dict[int, str]:
        """Questions and options of this version that `new` no longer has, by id.

        Examples
        --------
        >>> from nblabel import Ontology, Radio
        >>> former = Ontology(Radio("Animal", ["cat", "dog"]))
        >>> former.missing_from(Ontology(Radio("Animal", ["cat"])).adopt(former))
        {3: 'Animal: dog'}
        """
        present = idents(new.questions, new.objects)
        return {ident: name for ident, name in idents(self._questions, self._objects).items() if ident not in present}

    def _descendant(self, questions: tuple[Question, ...], objects: tuple[ObjectClass, ...]) -> Ontology:
        child = Ontology(*questions, *objects, lineage=self.lineage, last_id=self.last_id)
        child._known_id = self._known_id
        return child

    def to_dict(self) -> dict[str, Any]:
        """A plain dict (JSON-ready) that `Ontology.from_dict` reads back to an equal ontology.

        Examples
        --------
        >>> from nblabel import Ontology, Text
        >>> ontology = Ontology(Text("Note"))
        >>> Ontology.from_dict(ontology.to_dict()) == ontology
        True
        """
        made: dict[str, Any] = {
            "questions": [question.to_dict() for question in self._questions],
            "last_id": self.last_id,
        }
        if self._objects:
            made["objects"] = [cls.to_dict() for cls in self._objects]
        return {**made, "lineage": self.lineage} if self.lineage else made

    @classmethod
    def from_dict(cls, data: object) -> Ontology:
        """The ontology that `to_dict` wrote.

        Raises
        ------
        OntologyError
            When it is no such dict, or an entry of it is unknown or does not fit.
        """
        if not (isinstance(data, dict) and isinstance(data.get("questions"), (list, tuple))):
            raise OntologyError(f'An ontology is read from a dict with a list of "questions", not from {data!r}.')
        lineage, last_id = data.get("lineage", ""), data.get("last_id", 0)
        if not isinstance(lineage, str) or type(last_id) is not int:
            raise OntologyError(
                f"An ontology's lineage is a text and its last_id a number, not {lineage!r}, {last_id!r}."
            )
        objects = data.get("objects", ())
        if not isinstance(objects, (list, tuple)):
            raise OntologyError(f'The "objects" of an ontology must be a list, not {objects!r:.80}.')
        questions = map(question_from_dict, data["questions"])
        return cls(*questions, *map(object_class_from_dict, objects), lineage=lineage, last_id=last_id)

    def __getitem__(self, question: str) -> Question:
        return self.place(question).question

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)

    def __bool__(self) -> bool:
        return bool(self._questions or self._objects)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ontology) and self._questions == other._questions and self._objects == other._objects

    def __hash__(self) -> int:
        return hash((self._questions, self._objects))

    def __repr__(self) -> str:
        count = len(self.places)
        classes = len(self._objects)
        marked = f" and {classes} class{'es' * (classes != 1)} of objects" if classes else ""
        lines = [f"Ontology with {count} question{'s' * (count != 1)}{marked}", *told(self.places)]
        for cls in self._objects:
            lines.append(f"  {cls.name} [{cls.kind.replace('_', ' ')}]")
            lines += [f"  {line}" for line in told(self.attributes(cls.ident).places)]
        return "\n".join(lines)


def _of_attributes(cls: ObjectClass) -> Ontology:
    made = Ontology()
    made._questions = made._given = cls.attributes
    made.last_id = max([0, *idents(cls.attributes)])
    return made
