"""Tasks, the review and comments in JupyterLab: done by keys, checked in Python."""

from __future__ import annotations

from tests.browser.lab import Lab
from tests.browser.queue import PHOTOS, Queue, photo

TASKS = """first = project.tasks.create("batch 4", project[:4], assignees=["ana"], priority=2)
second = project.tasks.create("street night", project[4:8], assignees=["ana", "ben"])"""
ANA = 'mine = nb.open("work.duckdb", annotator="ana", role="annotator")\nqueue = mine.queue()\nqueue'
REVIEW = """project.items.classify("Animal", "cat")
project.submit(project[:5])
rita = nb.open("work.duckdb", annotator="rita", role="reviewer")
queue = rita.queue()
queue"""
STATUS = "[project[place].status for place in range({})]"
ANSWERS = 'project.to_df()["Animal"].astype(object).where(lambda c: c.notna(), "").tolist()'


def test_s1_21_a_task_is_done_by_keys_alone_and_the_queue_is_shorter_by_it(lab: Lab) -> None:
    notebook = lab.notebook([f"{PHOTOS}\n{TASKS}", ANA]).run_all(120)
    queue = Queue(notebook).lists("batch 4: 4 left", "street night: 2 left").focus().press("Enter")
    for number, key in enumerate("1231", 1):
        queue.stands_at(photo(number)).press(key, "s")
    queue.says("All done: 4 submitted")
    notebook.until(f"{STATUS.format(5)} == ['review'] * 4 + ['annotate']")
    assert notebook.py(f"{ANSWERS}[:4]") == ["cat", "dog", "neither", "cat"]
    assert notebook.py("set(project.labels.to_df()['created_by'])") == {"ana"}
    queue.press("Escape").lists("street night: 2 left").press("Enter").stands_at(photo(5))
    queue.press("s").says("Animal must be answered first.")
    assert notebook.py("project[4].status") == "annotate"
    queue.press("2", "s").stands_at(photo(6)).press("u").stands_at(photo(5))
    notebook.until("project[4].status == 'annotate'")
    assert notebook.py(f"{ANSWERS}[4]") == "dog", "the answer went with the submission"


def test_s0_27_a_review_by_keys_approves_returns_fixes_and_takes_back(lab: Lab) -> None:
    notebook = lab.notebook([PHOTOS, REVIEW]).run_all(120)
    queue = Queue(notebook).focus()
    queue.root.get_by_role("group", name="What there is to do").get_by_role("button", name="To review").click()
    queue.focus().press("Enter")
    queue.stands_at(photo(1)).press("a").stands_at(photo(2)).press("x")
    queue.page.keyboard.type("not a cat")
    queue.press("Enter").stands_at(photo(3)).press("2", "Enter")
    queue.says("You are fixing the labels.").press("2")
    notebook.until(f"{ANSWERS}[2] == 'dog'")
    queue.press("Enter").stands_at(photo(4)).press("x")
    queue.page.keyboard.type("not")
    queue.press("Enter").stands_at(photo(5))
    notebook.until(f"{STATUS.format(5)} == ['complete', 'annotate', 'complete', 'annotate', 'review']")
    assert notebook.py(f"{ANSWERS}[:3]") == ["cat", "cat", "dog"]
    queue.press("u").stands_at(photo(4))
    notebook.until("project[3].status == 'review'")
    queue.press("a").stands_at(photo(5)).press("a").says("All done: 5 reviewed")
    notebook.until(f"{STATUS.format(5)} == ['complete', 'annotate', 'complete', 'complete', 'complete']")


def test_what_was_returned_is_first_in_the_list_with_its_reason_and_goes_back_to_the_review(lab: Lab) -> None:
    returned = 'project.submit(first.items)\nproject.reject(project[1], reason="too dark to tell")'
    notebook = lab.notebook([f"{PHOTOS}\n{TASKS}\nproject.items.classify('Animal', 'cat')\n{returned}", ANA]).run_all(
        120
    )
    queue = Queue(notebook).lists("batch 4: 1 returned", "street night: 2 left").says("too dark to tell")
    queue.focus().press("Enter").stands_at(photo(2)).says("too dark to tell").press("3", "s")
    queue.says("All done: 1 submitted")
    notebook.until("project[1].status == 'review'")


def test_s1_14_s1_16_a_task_with_statuses_of_its_own_is_pulled_by_two_and_no_item_comes_twice(lab: Lab) -> None:
    tasks = """task = project.tasks.create("hard", project[:3], allocation="pulling",
    statuses=[nb.Status("needs an expert"), nb.Status("accepted", done=True)])"""
    ben = 'other = nb.open("work.duckdb", annotator="ben", role="annotator")\ntaken = other.tasks["hard"].next_item()'
    notebook = lab.notebook([f"{PHOTOS}\n{tasks}\n{ben}", ANA]).run_all(120)
    queue = Queue(notebook).says("ben has one of them open").focus().press("Enter")
    queue.stands_at(photo(2), pulled=True).press("1", "s").says("Submit as").press("Enter")
    queue.stands_at(photo(3), pulled=True).press("1", "s").says("Submit as").press("2")
    notebook.until(f"{STATUS.format(3)} == ['annotate', 'review', 'annotate']")
    queue.says("ben has")


def test_comments_are_pinned_by_keys_alone_answered_resolved_and_undone(lab: Lab) -> None:
    notebook = lab.notebook([f"{PHOTOS}\n{TASKS}", ANA]).run_all(120)
    queue = Queue(notebook).lists("batch 4: 4 left", "street night: 2 left").focus().press("Enter")
    queue.stands_at(photo(1)).press("c", "Shift+ArrowRight", "ArrowUp", "Enter")
    queue.page.keyboard.type("one or two?")
    queue.press("Enter")
    said = "[(c.text, c.author, c.point is not None, c.is_flag, c.is_resolved) for c in project[0].comments]"
    notebook.until(f"{said} == [('one or two?', 'ana', True, False, False)]")
    x, y = notebook.py("tuple(project[0].comments)[0].point")
    assert x > 0.5 > y
    queue.root.get_by_role("button", name="Comment 1 by ana").wait_for()
    queue.press("f")
    queue.page.keyboard.type("ask the vet")
    queue.press("Enter")
    notebook.until(f"{said}[1:] == [('ask the vet', 'ana', False, True, False)]")
    queue.root.get_by_role("button", name='Resolve "one or two?"').click()
    notebook.until(f"{said}[0][-1]")
    queue.focus().press("u")
    notebook.until(f"not {said}[0][-1]")
    queue.press("u")
    notebook.until(f"len({said}) == 1")
    notebook.run('tuple(project[0].comments)[0].reply("two, look")')
    queue.says("two, look")


def test_a_comment_on_a_frame_is_pinned_by_a_click_and_stands_on_that_frame_alone(lab: Lab) -> None:
    group = 'group = nb.open("group.duckdb")\ngroup.add_group(sorted(Path("photos").iterdir())[:3], title="three")'
    ontology = 'group.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))'
    notebook = lab.notebook([f"{PHOTOS}\n{group}\n{ontology}", "group.label()"]).run_all(120)
    queue = Queue(notebook)
    picture = queue.root.locator(".picture")
    picture.locator("canvas[data-frame='0']").wait_for()
    queue.focus().press(".")
    picture.locator("canvas[data-frame='1']").wait_for()
    queue.press("c").says("Click the point it is about")
    box = picture.bounding_box()
    assert box
    queue.page.mouse.click(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 - 60)
    queue.root.locator(".composer input").wait_for()
    queue.page.keyboard.type("look here")
    queue.press("Enter")
    notebook.until("[(c.text, c.frame) for c in group[0].comments] == [('look here', 1)]")
    x, y = notebook.py("tuple(group[0].comments)[0].point")
    assert 0.5 < x < 0.8
    assert 0.1 < y < 0.5
    pin = queue.root.get_by_role("button", name="Comment 1 by")
    pin.wait_for()
    while not (place := pin.bounding_box()):  # it is drawn anew once the list of comments is here
        queue.page.wait_for_timeout(20)
    assert abs(place["x"] - (box["x"] + box["width"] / 2 + 40)) < 3
    queue.focus().press(",")
    pin.wait_for(state="detached")
    queue.root.get_by_role("button", name="Show").click()
    pin.wait_for()
    assert picture.locator("canvas[data-frame='1']").count() == 1
