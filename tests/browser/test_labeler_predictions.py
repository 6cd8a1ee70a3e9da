"""What a model said, one picture at a time: taken or refused by one key each."""

from __future__ import annotations

from tests.browser.accessibility import serious
from tests.browser.colors import COLORS
from tests.browser.lab import Lab
from tests.browser.pets import Labeler

LABELER = "labeler = project.label(auto_next=True)\nlabeler"
ANSWERS = 'project.to_df()["Color"].astype(object).where(lambda c: c.notna(), "").tolist()[:4]'


def test_a_accepts_what_is_predicted_and_goes_on_x_rejects_it_and_u_takes_either_back(lab: Lab) -> None:
    notebook = lab.notebook([COLORS, LABELER]).run_all(120)
    labeler = Labeler(notebook).stands_at(0).focus()
    predicted = labeler.root.get_by_role("list", name="Predicted by resnet")
    assert predicted.inner_text().split() == ["red", "90", "%"]
    notebook.shot("labeler-predicted-light", labeler.root)
    assert serious(notebook.page) == []
    labeler.press("a").stands_at(1)
    notebook.until(f"{ANSWERS} == ['red', '', '', '']")
    labeler.press("x")
    predicted.wait_for(state="detached")
    notebook.until("int(project.predictions('resnet').acceptance().rejected.sum()) == 1")
    labeler.press("2").stands_at(2)
    notebook.until(f"{ANSWERS} == ['red', 'green', '', '']")
    labeler.press("u").stands_at(1).press("u")
    predicted.wait_for()
    labeler.press("u").stands_at(0)
    notebook.until(f"{ANSWERS} == ['', '', '', '']")
    labeler.root.get_by_role("button", name="Accept the prediction (a)").click()
    labeler.stands_at(1)
    notebook.until(f"{ANSWERS} == ['red', '', '', '']")
