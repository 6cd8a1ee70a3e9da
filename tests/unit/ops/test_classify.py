from __future__ import annotations

import pytest
from tests.property.pets import ONTOLOGY, make, only, raw

from nblabel.domain.answers import AnswerTree, answer
from nblabel.domain.commands import Classify, Clear, Paint, Redo, SetOntology, SetStatus, Tag, Undo
from nblabel.domain.ontology import Ontology
from nblabel.domain.query import Query
from nblabel.domain.questions.base import Part
from nblabel.domain.questions.radio import Radio
from nblabel.errors import AnswerError, NotAllowed, OntologyError, SelectionError
from nblabel.ops import Session, plan, run

CAT = answer(ONTOLOGY, "Animal", "cat")
PUG = answer(ONTOLOGY, "Animal", {"Animal": "dog", "Breed": "pug"})
BEAGLE = answer(ONTOLOGY, "Animal", {"Animal": "dog", "Breed": "beagle", "Name": "Rex"})
QUALITY = ONTOLOGY["Quality"].ident
NOT_A_NUMBER = AnswerTree(QUALITY, (Part(QUALITY, number=float("nan")),))
EVERYTHING = Query()


def test_s0_5_every_item_gets_the_full_answer_tree(session: Session) -> None:
    change = run(session, Classify(target=EVERYTHING, answer=BEAGLE))
    assert change.counts == {"applied": 6}
    assert change.items == (1, 2, 3, 4, 5, 6)
    trees = {}
    for item, _, group, _, _, _, question, option, _, text, *_ in raw(session)["label"]:
        trees.setdefault((item, group), set()).add((question, option, text))
    assert len(trees) == 6
    assert len({frozenset(tree) for tree in trees.values()}) == 1


def test_s0_6_answered_items_stay_byte_identical_with_author_and_time(session: Session) -> None:
    run(session, Classify(target=only(1, 2, 3, 4), answer=CAT))
    before = raw(session)["label"]
    session.annotator = "ben"
    change = run(session, Classify(target=EVERYTHING, answer=PUG))
    assert (change.counts["applied"], change.counts["skipped"]) == (2, 4)
    assert [row for row in raw(session)["label"] if row[0] <= 4] == before


def test_s0_7_nested_answers_do_not_merge_into_an_old_answer(session: Session) -> None:
    run(session, Classify(target=only(1), answer=answer(ONTOLOGY, "Animal", "dog")))
    change = run(session, Classify(target=only(1), answer=PUG))
    assert change.counts["skipped"] == 1
    assert change.op_id == 0
    assert len(raw(session)["label"]) == 1


def test_s0_8_override_leaves_no_nested_answer_of_the_old_tree(session: Session) -> None:
    run(session, Classify(target=only(1), answer=BEAGLE))
    change = run(session, Classify(target=only(1), answer=CAT, override=True))
    assert change.counts == {"applied": 1, "overwritten": 1}
    (row,) = raw(session)["label"]
    assert row[6:8] == (CAT.root, CAT.parts[0].options[0])


def test_s4_42_s4_43_an_edit_keeps_the_label_id_and_the_first_author(session: Session) -> None:
    first = run(session, Classify(target=EVERYTHING, answer=CAT))
    before = {row[0]: row[1] for row in raw(session)["label"]}
    session.annotator = "ben"
    second = run(session, Classify(target=EVERYTHING, answer=PUG, override=True))
    roots = [row for row in raw(session)["label"] if row[6] == PUG.root]
    assert {row[0]: row[1] for row in roots} == before
    assert {row[-2:] for row in roots} == {(first.op_id, second.op_id)}


def test_s0_9_every_status_is_reached_and_none_changes(session: Session) -> None:
    run(session, SetStatus(target=only(2), status="review"))
    run(session, SetStatus(target=only(3), status="complete"))
    before = raw(session)["status"]
    assert run(session, Classify(target=EVERYTHING, answer=CAT)).counts == {"applied": 6}
    assert raw(session)["status"] == before


def test_d3_items_closed_to_the_role_are_blocked_in_bulk(session: Session) -> None:
    run(session, SetStatus(target=only(2), status="review"))
    run(session, SetStatus(target=only(3), status="complete"))
    session.role = "reviewer"
    assert run(session, Classify(target=EVERYTHING, answer=CAT)).counts == {"applied": 5, "blocked": 1}
    session.role = "annotator"
    assert run(session, Clear(target=EVERYTHING, root=CAT.root)).counts == {"applied": 4, "blocked": 2}


def test_set_status_moves_the_changed_items_in_the_same_operation(session: Session) -> None:
    run(session, Classify(target=only(1), answer=CAT))
    run(session, Classify(target=EVERYTHING, answer=PUG, set_status="review"))
    assert [row[:2] for row in raw(session)["status"]] == [(item, "review") for item in range(2, 7)]


def test_d1_conflict_any_lets_every_other_answer_block(session: Session) -> None:
    run(session, Classify(target=only(1, 2), answer=answer(ONTOLOGY, "Quality", 3)))
    command = Classify(target=EVERYTHING, answer=CAT, conflict="any")
    assert plan(session, command).will_change == 4
    assert run(session, command).counts == {"applied": 4, "skipped": 2}


def test_the_history_tells_what_was_done_in_words(session: Session) -> None:
    run(session, Classify(target=only(1), answer=CAT))
    change = run(session, Classify(target=EVERYTHING, answer=PUG))
    assert change.text == "Set Animal = dog, Breed = pug on 5 items (1 kept)"
    assert run(session, Clear(target=only(1, 2), root=CAT.root)).text == "Cleared Animal on 2 items"
    assert run(session, SetStatus(target=EVERYTHING, status="review")).text == "Moved 6 items to review"


def test_paint_answers_and_erases_as_one_operation(session: Session) -> None:
    run(session, Classify(target=only(1, 4), answer=PUG))
    change = run(session, Paint(answer=CAT, apply=only(1, 2), erase=only(4, 5)))
    assert change.counts == {"applied": 3, "overwritten": 1, "skipped": 1}
    assert change.items == (1, 2, 4)
    assert sorted(row[0] for row in raw(session)["label"]) == [1, 2]


def test_a_tag_is_a_set_and_is_stored_as_given(session: Session) -> None:
    nasty = '<script>alert("x")</script> \'; DROP TABLE tag; -- \u202e\u05e9 🐕\nnew line'
    assert run(session, Tag(target=only(1, 2), tag=nasty)).counts == {"applied": 2}
    assert run(session, Tag(target=only(1, 2, 3), tag=nasty)).counts == {"applied": 1, "skipped": 2}
    assert {row[1] for row in raw(session)["tag"]} == {nasty}
    assert run(session, Tag(target=only(1, 2, 3), tag=nasty, remove=True)).counts == {"applied": 3}
    assert raw(session)["tag"] == []


def test_the_same_client_id_changes_nothing_again_even_after_reopening(session: Session) -> None:
    command = Classify(target=EVERYTHING, answer=CAT, client_id="page-1")
    first = run(session, command)
    before = raw(session)
    again = run(session, command)
    assert again.repeated
    assert (again.op_id, again.text, dict(again.counts)) == (first.op_id, first.text, dict(first.counts))
    session.db.close()
    reopened = Session(type(session.db).open(session.db.path), 1, "ada")
    assert run(reopened, command).op_id == first.op_id
    assert raw(reopened) == before
    reopened.db.close()


def test_a_repeated_command_that_would_now_be_refused_or_do_nothing_or_do_more_gives_its_change(
    session: Session,
) -> None:
    label = Classify(target=only(1), answer=CAT, client_id="label")
    tag = Tag(target=only(1), tag="night", client_id="tag")
    undo = Undo(client_id="undo")
    first, second, third = run(session, label), run(session, tag), run(session, undo)
    before = raw(session)
    assert third.undoes == second.op_id
    assert [run(session, command).op_id for command in (label, tag, undo)] == [first.op_id, second.op_id, third.op_id]
    run(session, Undo())
    assert run(session, undo).op_id == third.op_id
    run(session, Redo())
    assert raw(session) == before


def test_observers_hear_of_what_was_written_and_of_nothing_else(session: Session) -> None:
    heard = []
    session.observers.append(heard.append)
    change = run(session, Classify(target=only(1), answer=CAT, client_id="once"))
    run(session, Classify(target=only(1), answer=CAT, client_id="once"))
    run(session, Classify(target=only(1), answer=CAT))
    assert heard == [change]


@pytest.mark.parametrize(
    ("command", "error", "says"),
    [
        (Classify(target=only(), answer=CAT), SelectionError, "No item matches"),
        (Classify(target=only(1, 99), answer=CAT), SelectionError, "99"),
        (Classify(target=EVERYTHING, answer=AnswerTree(999, (Part(999, (1,)),))), OntologyError, "999"),
        (Classify(target=EVERYTHING, answer=AnswerTree(CAT.root, PUG.parts[1:])), AnswerError, "needs its parent"),
        (Classify(target=EVERYTHING, answer=AnswerTree(CAT.root, (Part(CAT.root, (4711,)),))), AnswerError, "4711"),
        (
            Classify(target=EVERYTHING, answer=NOT_A_NUMBER),
            AnswerError,
            "finite",
        ),
        (Clear(target=EVERYTHING, root=PUG.parts[1].question), OntologyError, "nested"),
        (Paint(answer=CAT), SelectionError, "no item"),
        (Paint(answer=CAT, apply=only(1), erase=only(1)), SelectionError, "one stroke"),
        (Tag(target=EVERYTHING, tag="  "), SelectionError, "not empty"),
        (Tag(target=EVERYTHING, tag="a\x00b"), SelectionError, "NUL"),
        (SetOntology(data=Ontology(Radio("Other", ["x"])).adopt(ONTOLOGY).to_dict()), OntologyError, "1 item answer it"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_a_sentence_and_nothing_is_written(
    session: Session, command: object, error: type[Exception], says: str
) -> None:
    run(session, Classify(target=only(5), answer=CAT))
    before = raw(session)
    with pytest.raises(error, match=says):
        run(session, command)  # type: ignore[arg-type]
    assert raw(session) == before


def test_s0_11_only_admins_take_items_out_of_complete_and_reviewers_complete_what_is_in_review(
    session: Session,
) -> None:
    run(session, SetStatus(target=only(3), status="complete"))
    session.role = "annotator"
    with pytest.raises(NotAllowed, match="only admins and reviewers"):
        run(session, SetStatus(target=EVERYTHING, status="complete"))
    session.role = "reviewer"
    with pytest.raises(NotAllowed, match="from annotate to complete: that is open to admins"):
        run(session, SetStatus(target=only(1), status="complete"))
    assert run(session, SetStatus(target=EVERYTHING, status="complete")).counts == {
        "applied": 0,
        "skipped": 1,
        "blocked": 5,
    }
    assert run(session, SetStatus(target=EVERYTHING, status="review")).counts == {"applied": 5, "blocked": 1}
    assert run(session, SetStatus(target=only(1, 2), status="complete")).counts == {"applied": 2}
    with pytest.raises(NotAllowed, match="frame-3"):
        run(session, SetStatus(target=only(3), status="annotate"))


def test_s0_4_a_manual_qa_project_refuses_bulk_but_not_one_item(session: Session) -> None:
    session.kind = "manual_qa"
    with pytest.raises(NotAllowed, match="manual_qa"):
        run(session, Classify(target=EVERYTHING, answer=CAT))
    assert raw(session)["label"] == []
    assert run(session, Classify(target=only(1), answer=CAT)).counts == {"applied": 1}


def test_s0_3_without_an_ontology_nothing_can_be_classified(tmp_path) -> None:  # type: ignore[no-untyped-def]
    session = make(tmp_path / "bare.duckdb")
    with session.db.write() as cur:
        cur.execute("UPDATE ontology SET op_to = 1")
    with pytest.raises(OntologyError, match="no ontology yet"):
        run(session, Classify(target=EVERYTHING, answer=CAT))
    session.db.close()


def test_a_thousand_scattered_items_are_classified_like_a_few(tmp_path) -> None:  # type: ignore[no-untyped-def]
    session = make(tmp_path / "many.duckdb", 3000)
    odd = only(*range(1, 3000, 3))
    assert run(session, Classify(target=odd, answer=CAT)).counts == {"applied": 1000}
    change = run(session, Classify(target=EVERYTHING, answer=PUG))
    assert change.counts == {"applied": 2000, "skipped": 1000}
    assert change.items == ()
    assert run(session, Clear(target=odd, root=CAT.root)).counts == {"applied": 1000}
    session.db.close()
