"""The story that the product documents tell: filter, sort, search, select, make a collection, classify it in bulk with nested
settings and override in every status, open the result, go on as annotator, reviewer and admin; and then take it back."""

from __future__ import annotations

from tests.browser.explorer import EXPLORER, SITES, Explorer
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.pets import state
from tests.browser.queue import Queue

PEOPLE = f"""{SITES}
_ = project.filter(F.meta["lux"] >= 110).set_status("complete")
task = project.tasks.create("south", project.filter(F.meta["site"] == "south"), assignees=["ben"])
project.members.add("ben", "annotator")
project.members.add("rita", "reviewer")"""
BEN = 'own = nb.open("pets.duckdb", annotator="ben", role="annotator")\nown.queue()'
RITA = 'review = nb.open("pets.duckdb", annotator="rita", role="reviewer")\nreview.queue()'
TREE = "{'Content': 'person', 'Role': 'officer'}"
HAVE_IT = "len(project.filter(F['Role'] == 'officer'))"


def test_s1_11_s1_12_s0_13_to_s0_24_the_story_of_bulk_classification_from_the_filter_to_the_undo(lab: Lab) -> None:
    notebook = lab.notebook([PEOPLE, EXPLORER, BEN, RITA])
    notebook.run_cell(0, timeout_s=120)
    notebook.run_cell(1)
    explorer = Explorer(notebook).painted(12)
    count = narrow(notebook, explorer)
    pick(notebook, explorer)
    collect(notebook, explorer, count)
    before = state(notebook)
    classify(notebook, explorer, count)
    open_the_result(notebook, explorer, count)
    annotator_and_reviewer_go_on(notebook)
    take_it_back(notebook, explorer, before)


def narrow(notebook: Notebook, explorer: Explorer) -> int:
    """Filter, sort and search (S0.14)."""
    explorer.bucket("meta:site", "south").click()
    explorer.counts("80 of 240 items")
    explorer.root.get_by_label("Search titles").fill("no 2")
    explorer.counts("13 of 240 items")
    explorer.root.get_by_role("button", name="Sort").click()
    explorer.root.get_by_label("Sort by").select_option("title")
    explorer.press("Escape")
    count = notebook.py("len(explorer.view)")
    assert count == notebook.py('len(project.filter(F.meta["site"] == "south").search("no 2"))') == 13
    explorer.root.get_by_label("Search titles").fill("")
    explorer.counts("80 of 240 items")
    return 80


def pick(notebook: Notebook, explorer: Explorer) -> None:
    """Ctrl+click adds one, Shift+click the run, a class from the list answers them (S1.11, S1.12)."""
    explorer.painted(8).tile(0).click()
    explorer.tile(2).click(modifiers=["ControlOrMeta"])
    notebook.until("explorer.selected_count == 2")
    explorer.tile(4).click()
    explorer.tile(6).click(modifiers=["Shift"])
    notebook.until("explorer.selected_count == 3")
    notebook.run("picked = sorted(explorer.selected.ids().tolist())")
    explorer.root.locator(".labels").get_by_role("button", name="thing").click()
    notebook.until("sorted(project.filter(F['Content'] == 'thing').ids().tolist()) == picked")
    explorer.focus().press("u")
    notebook.until("len(project.filter(F['Content'] == 'thing')) == 0")


def collect(notebook: Notebook, explorer: Explorer, count: int) -> None:
    """Select all that match, a new collection with title and description (S0.15 to S0.18)."""
    explorer.painted(8).focus().press("Control+a", "Control+a")
    notebook.until(f"explorer.selected_count == {count}")
    explorer.root.locator(".collects").click()
    dialog = explorer.dialog()
    dialog.get_by_label("Title").fill("southern")
    dialog.get_by_label("Description").fill("all that lies south")
    dialog.get_by_role("button", name=f"Create with {count} items").click()
    explorer.toast("southern").wait_for()
    assert notebook.py("len(project.filter(F.tags.has('southern')))") == count
    notebook.run("project.filter(F.in_collection('southern'), F.status == 'complete')[:2].classify('Content', 'thing')")


def classify(notebook: Notebook, explorer: Explorer, count: int) -> None:
    """The dialog: nothing chosen beforehand, nested settings after their parent, override off, the plan by status (S0.20 to S0.22)."""
    explorer.bucket("collections", "southern").click()
    explorer.root.get_by_text("project.collections['southern']").wait_for()
    explorer.painted(8).focus().press("Control+a", "Control+a", "Shift+C")
    dialog = explorer.dialog()
    dialog.get_by_label("Classification").select_option("Content")
    assert dialog.get_by_role("button", name="officer").count() == 0
    dialog.get_by_role("button", name="person").click()
    dialog.get_by_role("button", name="officer").click()
    assert dialog.get_by_role("radio", name="Keep existing answers").is_checked()
    dialog.get_by_role("button", name=f"Classify {count - 2}", exact=True).wait_for()
    dialog.get_by_role("radio", name="Overwrite").check()
    apply = dialog.get_by_role("button", name=f"Classify {count}", exact=True)
    apply.and_(notebook.page.locator(":enabled")).wait_for()
    plan = notebook.py(
        f"project.collections['southern'].classify('Content', {TREE}, override=True, dry_run=True).will_change"
    )
    assert plan == count, "the number in the button is not the number changed"
    apply.click()


def open_the_result(notebook: Notebook, explorer: Explorer, count: int) -> None:
    """The report opens just what was changed (S0.23); statuses are what they were (S0.9)."""
    explorer.dialog().get_by_role("button", name=f"Show the {count} changed").click()
    explorer.dialog().wait_for(state="detached")
    explorer.counts(f"{count} of 240 items")
    notebook.until("'F.receipt(' in explorer.view.code()")
    assert notebook.py("sorted(explorer.view.ids().tolist()) == sorted(project.collections['southern'].ids().tolist())")
    assert notebook.py(HAVE_IT) == count
    statuses = notebook.py("project.collections['southern'].to_df()['status'].value_counts().to_dict()")
    assert set(statuses) == {"annotate", "review", "complete"}
    marked = notebook.py("project.filter(F.changed_after_review).to_df()['status'].unique().tolist()")
    assert marked == ["complete"], "what was changed after its review carries no mark (D4)"


def annotator_and_reviewer_go_on(notebook: Notebook) -> None:
    """The new labels are in everybody's queue, and each may change what is open to the role (S0.11, S0.24)."""
    first = notebook.py("task.items.filter(F.status == 'annotate')[0].title")
    notebook.run_cell(2)
    queue = Queue(notebook, 2).lists("south: 67 left").focus().press("Enter").stands_at(first)
    queue.says("officer").press("s")
    notebook.until(f"project.search({first!r})[0].status == 'review'")
    notebook.run_cell(3)
    queue = Queue(notebook, 3)
    queue.root.locator("button.task", has_text="7 to review").focus()
    queue.press("Enter").stands_at(first).says("officer").press("a")
    notebook.until(f"project.search({first!r})[0].status == 'complete'")
    for handle, status in (("own", "review"), ("own", "complete"), ("review", "complete")):
        notebook.run(
            f"try:\n    {handle}.filter(F.status == '{status}')[0].classify('Content', 'animal', override=True)\n"
            "except PermissionError as problem: said = str(problem)\nelse: said = ''"
        )
        assert f"it is in {status}" in notebook.py("said")


def take_it_back(notebook: Notebook, explorer: Explorer, before: tuple[object, str, str]) -> None:
    """From the history, though statuses have moved on since (S0.12, D5)."""
    explorer.focus().press("Shift+H")
    line = explorer.dialog().locator(".past li", has_text="Role = officer on 80 items")
    line.get_by_role("button", name="Undo").click()
    explorer.toast("Undid").wait_for()
    assert notebook.py(HAVE_IT) == 0
    assert state(notebook)[0] == before[0], "undo did not give back the label table, byte for byte"
    marked = notebook.py("len(project.filter(F.changed_after_review))")
    assert marked == 3, "two were changed before, and one was approved with the labels that are gone now"
    assert notebook.py("project.verify()") == []
