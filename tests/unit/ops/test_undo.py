from __future__ import annotations

import pytest
from tests.property.pets import ONTOLOGY, make, only, raw

from nblabel.domain.answers import answer
from nblabel.domain.commands import Classify, Clear, Redo, SetOntology, SetStatus, Tag, Undo
from nblabel.domain.frames import Frames
from nblabel.domain.ontology import Ontology
from nblabel.domain.query import Query
from nblabel.domain.questions.text import Text
from nblabel.errors import NotAllowed, OntologyError, OperationError
from nblabel.ops import Session, run
from nblabel.store.checking.verify import verify
from nblabel.store.history.operations import history, undo_state

CAT = answer(ONTOLOGY, "Animal", "cat")
PUG = answer(ONTOLOGY, "Animal", {"Animal": "dog", "Breed": "pug"})
EVERYTHING = Query()


def test_s0_12_undo_of_an_override_brings_content_author_and_time_back(session: Session) -> None:
    run(session, Classify(target=only(1, 2, 3), answer=CAT))
    before = raw(session)
    session.annotator = "ben"
    change = run(session, Classify(target=EVERYTHING, answer=PUG, override=True, set_status="review"))
    undone = run(session, Undo(op_id=change.op_id))
    assert raw(session) == before
    assert undone.counts == {"applied": 6}
    assert undone.undoes == change.op_id
    assert undone.text == "Undid: Set Animal = dog, Breed = pug on 6 items"


def test_d5_items_changed_again_since_are_kept_and_listed(session: Session) -> None:
    change = run(session, Classify(target=EVERYTHING, answer=CAT))
    run(session, Classify(target=only(2, 5), answer=PUG, override=True))
    undone = run(session, Undo(op_id=change.op_id))
    assert undone.counts == {"applied": 4, "kept": 2}
    assert {row[0] for row in raw(session)["label"]} == {2, 5}
    with session.db.read() as cur:
        kept = cur.execute(
            "SELECT item_id FROM op_item WHERE op_id = ? AND outcome = 'kept' ORDER BY 1", [undone.op_id]
        )
        assert kept.rows() == [(2,), (5,)]


def test_d5_another_question_tag_or_status_changed_since_does_not_stand_against_an_undo(session: Session) -> None:
    change = run(session, Classify(target=EVERYTHING, answer=CAT))
    run(session, Classify(target=only(1), answer=answer(ONTOLOGY, "Quality", 3)))
    run(session, Tag(target=only(2), tag="night"))
    run(session, SetStatus(target=only(3), status="review"))
    assert run(session, Undo(op_id=change.op_id)).counts == {"applied": 6}


def test_what_was_changed_and_changed_back_can_be_undone_from_the_start(session: Session) -> None:
    before = raw(session)
    run(session, Classify(target=only(1), answer=CAT))
    run(session, Classify(target=only(1), answer=PUG, override=True))
    assert [run(session, Undo()).counts for _ in range(2)] == [{"applied": 1}, {"applied": 1}]
    assert raw(session) == before


def test_undo_and_redo_walk_the_stack_and_something_new_ends_redo(session: Session) -> None:
    first = run(session, Classify(target=only(1), answer=CAT))
    second = run(session, Tag(target=only(1), tag="night"))
    assert run(session, Undo()).undoes == second.op_id
    back = run(session, Undo())
    assert back.undoes == first.op_id
    again = run(session, Redo())
    assert (again.kind, again.undoes, again.text) == ("redo", back.op_id, "Redid: Set Animal = cat on 1 item")
    with session.db.read() as cur:
        state = undo_state(cur, session.stacks)
    assert (state.n_undo, state.n_redo) == (1, 1)
    assert state.undo is not None
    assert state.undo.op_id == again.op_id
    run(session, SetStatus(target=only(2), status="review"))
    with pytest.raises(OperationError, match="nothing to redo"):
        run(session, Redo())


def test_undoing_twice_or_what_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(OperationError, match="nothing to undo"):
        run(session, Undo())
    change = run(session, Classify(target=only(1), answer=CAT))
    run(session, Undo(op_id=change.op_id))
    with pytest.raises(OperationError, match="was undone already, by operation"):
        run(session, Undo(op_id=change.op_id))
    with pytest.raises(OperationError, match="No operation 4711"):
        run(session, Undo(op_id=4711))


def test_an_operation_redone_can_be_undone_by_its_own_id(session: Session) -> None:
    change = run(session, Classify(target=only(1), answer=CAT))
    run(session, Undo())
    run(session, Redo())
    run(session, Undo(op_id=change.op_id))
    assert raw(session)["label"] == []


def test_undo_works_after_the_file_was_closed_and_opened(session: Session) -> None:
    before = raw(session)
    change = run(session, Classify(target=EVERYTHING, answer=CAT))
    session.db.close()
    reopened = Session(type(session.db).open(session.db.path), 1, "ben")
    run(reopened, Undo(op_id=change.op_id))
    assert raw(reopened) == before
    reopened.db.close()


def test_a_bulk_that_changed_nothing_stands_in_the_history_and_undo_passes_over_it(session: Session) -> None:
    first = run(session, Classify(target=EVERYTHING, answer=CAT))
    idle = run(session, Classify(target=EVERYTHING, answer=PUG))
    assert (idle.op_id > 0, idle.counts) == (True, {"applied": 0, "skipped": 6})
    assert run(session, Undo()).undoes == first.op_id
    with session.db.read() as cur:
        told = history(cur, session.scope(cur=cur), limit=3)
    assert [operation.text for operation in told] == [
        "Undid: Set Animal = cat on 6 items",
        "Set Animal = dog, Breed = pug on 0 items (6 kept)",
        "Set Animal = cat on 6 items",
    ]
    assert [operation.undone_by for operation in told] == [None, None, told[0].op_id]
    assert told[0].created.tzinfo is not None


def test_history_pages_backwards(session: Session) -> None:
    for item in range(1, 6):
        run(session, Classify(target=only(item), answer=CAT))
    with session.db.read() as cur:
        scope = session.scope(cur=cur)
        first = history(cur, scope, limit=2)
        second = history(cur, scope, limit=2, before=first[-1].op_id)
    assert len({operation.op_id for operation in first + second}) == 4
    assert first[-1].op_id > second[0].op_id


def test_s0_11_undo_obeys_the_role_and_an_annotator_may_take_back_a_submission(session: Session) -> None:
    session.role = "annotator"
    change = run(session, Classify(target=only(1, 2), answer=CAT, set_status="review"))
    run(session, Undo())
    run(session, Redo())
    session.role = "admin"
    run(session, SetStatus(target=only(1), status="complete"))
    session.role = "annotator"
    before = raw(session)["label"]
    assert run(session, Undo(op_id=change.op_id)).counts == {"applied": 1, "blocked": 1}
    assert [row for row in before if row[0] == 1] == raw(session)["label"]


def test_s0_11_an_undo_of_closed_items_alone_is_refused(session: Session) -> None:
    change = run(session, Classify(target=only(1, 2), answer=CAT))
    run(session, SetStatus(target=EVERYTHING, status="complete"))
    session.role = "reviewer"
    with pytest.raises(NotAllowed, match="Reviewers may not undo"):
        run(session, Undo(op_id=change.op_id))


def test_an_ontology_is_undoable_and_keeps_what_labels_use(session: Session) -> None:
    longer = Ontology(*ONTOLOGY.questions, Text("Note"), last_id=ONTOLOGY.last_id)
    change = run(session, SetOntology(data=longer.to_dict()))
    run(session, Classify(target=only(1), answer=answer(longer, "Note", "x")))
    with pytest.raises(OperationError, match='"Note": 1 item answer it'):
        run(session, Undo(op_id=change.op_id))
    back = run(session, Undo())
    run(session, Undo(op_id=change.op_id))
    assert session.ontology() == ONTOLOGY
    with pytest.raises(OperationError, match="no longer has"):
        run(session, Undo(op_id=back.op_id))


def test_a_rename_keeps_the_labels_and_a_question_in_use_cannot_change_its_kind(session: Session) -> None:
    run(session, Classify(target=only(1), answer=CAT))
    run(session, SetOntology(data=ONTOLOGY.rename("Animal", "cat", "kitten").to_dict()))
    assert session.ontology().place(CAT.root).question.choices[0].name == "kitten"
    data = ONTOLOGY.to_dict()
    data["questions"][0] = {"kind": "text", "name": "Animal", "id": CAT.root}
    with pytest.raises(OntologyError, match="1 item answer it"):
        run(session, SetOntology(data=data))


def test_undo_of_adding_items_keeps_those_that_were_labelled(session: Session) -> None:
    run(session, Classify(target=only(2), answer=CAT))
    undone = run(session, Undo(op_id=2))
    assert undone.counts == {"applied": 5, "kept": 1}
    assert [row[0] for row in raw(session)["item"]] == [2]
    run(session, Redo())
    assert len(raw(session)["item"]) == 6


def test_labels_of_removed_items_do_not_come_back(session: Session) -> None:
    change = run(session, Classify(target=only(1), answer=CAT))
    back = run(session, Undo(op_id=change.op_id))
    run(session, Undo(op_id=2))
    assert run(session, Undo(op_id=back.op_id)).counts == {"applied": 0, "kept": 1}
    assert raw(session)["label"] == []


def test_undo_on_frames_looks_at_those_frames_only(tmp_path) -> None:  # type: ignore[no-untyped-def]
    session = make(tmp_path / "video.duckdb", 1, kind="video")
    first = run(session, Classify(target=only(1), answer=CAT, frames=Frames(0, 3)))
    run(session, Classify(target=only(1), answer=PUG, frames=Frames(6, 9)))
    assert run(session, Undo(op_id=first.op_id)).counts == {"applied": 1}
    split = run(session, Classify(target=only(1), answer=CAT, frames=Frames(7, 7), override=True))
    assert sorted({row[3:5] for row in raw(session)["label"]}) == [(6, 6), (7, 7), (8, 9)]
    run(session, Undo(op_id=split.op_id))
    assert {row[3:5] for row in raw(session)["label"]} == {(6, 9)}
    session.db.close()


def test_verify_names_what_is_broken_by_hand(session: Session) -> None:
    run(session, Classify(target=only(1, 2), answer=PUG))
    run(session, Tag(target=only(1), tag="night"))
    label = (
        "1, 900, 900, {item}, NULL, NULL, {root}, {question}, {option}, NULL, NULL, 1.0, 'human', 2, NULL, {op}, {to}"
    )
    root, (dog,) = PUG.root, PUG.parts[0].options
    cat = CAT.parts[0].options[0]
    quality = ONTOLOGY["Quality"].ident
    broken = {
        "op_from": (label.format(item=3, root=root, question=root, option=dog, op=4711, to="NULL"), "not recorded"),
        "op_to": (label.format(item=3, root=root, question=root, option=dog, op=2, to=1), "ends before it begins"),
        "double": (label.format(item=1, root=root, question=root, option=dog, op=2, to="NULL"), "stands twice"),
        "rival": (label.format(item=1, root=root, question=root, option=cat, op=2, to="NULL"), "Two labels answer"),
        "orphan": (label.format(item=99, root=root, question=root, option=dog, op=2, to="NULL"), "belongs to no item"),
        "question": (label.format(item=3, root=77, question=77, option=dog, op=2, to="NULL"), "question 77"),
        "option": (label.format(item=3, root=root, question=root, option=66, op=2, to="NULL"), "option 66"),
        "root": (label.format(item=3, root=quality, question=root, option=dog, op=2, to="NULL"), "does not belong"),
        "child": (
            label.format(
                item=3, root=root, question=PUG.parts[1].question, option=PUG.parts[1].options[0], op=2, to="NULL"
            ),
            'is not "dog"',
        ),
    }
    with session.db.read() as cur:
        assert verify(cur) == []
        for name, (row, says) in broken.items():
            cur.begin()
            cur.execute(f"INSERT INTO label VALUES ({row})")
            found = verify(cur)
            cur.rollback()
            assert any(says in sentence for sentence in found), (name, found)
        cur.begin()
        cur.execute("INSERT INTO tag VALUES (1, 1, 'night', 2, NULL)")
        assert any("tag of an item" in sentence for sentence in verify(cur))
        cur.rollback()


def test_clear_is_undone_like_everything_else(session: Session) -> None:
    run(session, Classify(target=EVERYTHING, answer=PUG))
    before = raw(session)
    run(session, Clear(target=only(1, 3), root=PUG.root))
    run(session, Undo())
    assert raw(session) == before


@pytest.fixture
def ben(session: Session) -> Session:
    """Another handle on the file of Ada's session."""
    return Session(session.db, session.project_id, "ben", "admin")


def test_d5_undo_takes_back_ones_own_last_operation_and_nobody_elses(session: Session, ben: Session) -> None:
    run(ben, Classify(target=only(1), answer=PUG))
    run(session, Classify(target=only(2), answer=CAT))
    assert run(ben, Undo()).text == "Undid: Set Animal = dog, Breed = pug on 1 item"
    assert {row[0] for row in raw(session)["label"]} == {2}
    with pytest.raises(
        OperationError, match=r"nothing that you \(ben\) did .* project.history\(\) lists what others did"
    ):
        run(ben, Undo())
    ben.role = "reviewer"
    with pytest.raises(OperationError, match=r"nothing that you \(ben\) did in this project still stands.$"):
        run(ben, Undo())
    run(ben, Redo())
    run(session, Undo())
    assert {row[0] for row in raw(session)["label"]} == {1}


def test_d5_what_another_changed_since_is_kept_and_told_with_the_name(session: Session, ben: Session) -> None:
    run(ben, Classify(target=only(1, 2, 3), answer=PUG))
    run(session, Classify(target=only(2), answer=CAT, override=True))
    run(session, Classify(target=only(1), answer=answer(ONTOLOGY, "Quality", 3)))
    undone = run(ben, Undo())
    assert undone.counts == {"applied": 2, "kept": 1}
    assert undone.text == "Undid: Set Animal = dog, Breed = pug on 3 items (1 kept, changed since by ada)"
    run(session, Undo(op_id=undone.op_id))
    assert {row[0] for row in raw(session)["label"]} == {1, 2, 3}


def test_d5_a_cut_of_frames_by_another_is_kept_and_told(session: Session, ben: Session) -> None:
    run(ben, Classify(target=only(1), answer=CAT, frames=Frames(0, 5)))
    run(session, Clear(target=only(1), root=CAT.root, frames=Frames(2, 3)))
    undone = run(ben, Undo())
    assert undone.counts == {"applied": 0, "kept": 1}
    assert undone.text.endswith("(1 kept, changed since by ada)")
    with pytest.raises(OperationError, match="nothing to undo"):
        run(ben, Undo())


def test_d5_something_new_of_another_does_not_end_ones_redo(session: Session, ben: Session) -> None:
    run(ben, Classify(target=only(1), answer=PUG))
    run(ben, Undo())
    run(session, Classify(target=only(2), answer=CAT))
    assert run(ben, Redo()).counts == {"applied": 1}
    with pytest.raises(OperationError, match="nothing to redo"):
        run(session, Redo())


def test_s0_11_another_ones_operation_is_the_admins_to_take_back(session: Session, ben: Session) -> None:
    change = run(session, Classify(target=only(1), answer=PUG))
    before = raw(session)
    for role in ("annotator", "reviewer"):
        ben.role = role
        with pytest.raises(NotAllowed, match=r"it was done by ada, and you are ben\. Only ada and admins may"):
            run(ben, Undo(op_id=change.op_id))
    assert raw(session) == before
    ben.role = "admin"
    undone = run(ben, Undo(op_id=change.op_id))
    with pytest.raises(OperationError, match="nothing to redo"):
        run(session, Redo())  # what Ben decided is Ben's to take back
    session.role = "annotator"
    with pytest.raises(NotAllowed, match="it was done by ben"):
        run(session, Undo(op_id=undone.op_id))
    run(ben, Redo())
    assert raw(session) == before
    assert run(session, Undo(op_id=change.op_id)).counts == {"applied": 1}, "it is hers again, whoever redid it"


def test_the_undo_state_is_that_of_the_person(session: Session, ben: Session) -> None:
    def state(of: Session) -> tuple[str, int]:
        with of.db.read() as cur:
            found = undo_state(cur, of.stacks)
        return (found.undo.annotator if found.undo else "", found.n_undo)

    assert (state(session), state(ben)) == (("", 0), ("", 0))
    run(session, Classify(target=only(1), answer=PUG))
    run(ben, Tag(target=only(1), tag="night"))
    run(session, Tag(target=only(2), tag="night"))
    assert (state(session), state(ben)) == (("ada", 2), ("ben", 1))
