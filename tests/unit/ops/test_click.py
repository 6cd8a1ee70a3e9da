"""What one click asks of the file."""

from __future__ import annotations

from tests.property.pets import ONTOLOGY, only

from nblabel.domain.answers import answer
from nblabel.domain.commands import Classify, Redo, SetOntology, Undo
from nblabel.domain.ontology import Ontology
from nblabel.domain.questions.radio import Radio
from nblabel.ops import Session, run
from nblabel.store.file.tracer import trace
from nblabel.store.history import operations

CAT, DOG = (answer(ONTOLOGY, "Animal", name) for name in ("cat", "dog"))


def undo_state(session: Session) -> operations.UndoState:
    with session.db.read() as cur:
        return operations.undo_state(cur, session.stacks)


def test_a_second_click_reads_no_ontology_and_its_undo_state_is_known(session: Session) -> None:
    run(session, Classify(target=only(1), answer=CAT))
    undo_state(session)
    with trace() as statements:
        change = run(session, Classify(target=only(1), answer=DOG, override=True))
        session.ontology()
        undo_state(session)
    assert [one.sql.split()[0] for one in statements] == ["SELECT", "SELECT", "UPDATE", "INSERT", "INSERT"]
    found = undo_state(session).undo
    assert found is not None
    assert (found.op_id, found.text, found.counts) == (change.op_id, change.text, {"applied": 1, "overwritten": 1})


def test_an_ontology_that_another_session_set_is_seen_by_the_next_click(session: Session) -> None:
    other = Session(session.db, session.project_id)
    for name in ("Weather", "Light"):
        run(session, Classify(target=only(1), answer=CAT, override=True))
        questions = session.ontology().to_dict()["questions"]
        run(other, SetOntology(data=Ontology(*other.ontology().questions, Radio(name, ["a", "b"])).to_dict()))
        assert len(session.ontology().to_dict()["questions"]) == len(questions) + 1
        assert name in [question.name for question in session.ontology().questions]


def test_the_undo_state_names_the_operation_after_each_step_back_and_forth(session: Session) -> None:
    undo_state(session)
    ops = [run(session, Classify(target=only(item), answer=CAT)).op_id for item in (1, 2)]
    assert [undo_state(session).undo.op_id, undo_state(session).n_undo] == [ops[1], 2]  # type: ignore[union-attr]
    run(session, Undo())
    state = undo_state(session)
    assert state.undo is not None
    assert state.undo.op_id == ops[0]
    assert state.redo is not None
    assert state.redo.text == "Undid: Set Animal = cat on 1 item"
    run(session, Redo())
    assert undo_state(session).redo is None
