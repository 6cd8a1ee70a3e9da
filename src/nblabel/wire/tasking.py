"""Messages about the workflow: moving items on, tasks, comments."""

from __future__ import annotations

from typing import Literal

from nblabel.wire.values import CommentInfo, Target, TaskInfo, Value


class MoveArgs(Value, frozen=True):
    """Submit, approve, reject (with a reason) or reopen the target; in `task` with the task's own `status` ("": none).

    Submitted with a status that does not count as done, the target stays in annotate and only gets that status.
    """

    op_id: str
    action: Literal["submit", "approve", "reject", "reopen"]
    target: Target
    reason: str = ""
    task: int = 0
    status: str = ""


class AssignArgs(Value, frozen=True):
    """Give the target to a person ("": to nobody), in a task or (0) in all of the project."""

    op_id: str
    target: Target
    person: str
    task: int = 0


class ShareArgs(Value, frozen=True):
    """Give what is nobody's of a task in even parts to people (none: to its annotators); `review`: what is in review, to reviewers."""

    op_id: str
    task: int
    people: list[str] = []
    review: bool = False


class TaskStatusArgs(Value, frozen=True):
    """Give the target one of the task's own statuses ("": none)."""

    op_id: str
    task: int
    target: Target
    status: str


class NextArgs(Value, frozen=True):
    """The next item to work on: of a pulling task one that nobody else gets meanwhile. `done` is the item just left."""

    task: int
    stage: Literal["annotate", "review", "returned"] = "annotate"
    done: int = 0


class Next(Value, frozen=True):
    """The item and its place in the ranking, 0 and -1 where nothing is left; `until` ends the hold (ISO, "" without one).

    `held` names the others who have what is left open now. The hold lasts `lease_s` seconds from now.
    """

    id: int
    pos: int
    left: int
    until: str = ""
    held: list[str] = []
    lease_s: float = 0.0


class KeepArgs(Value, frozen=True):
    """Somebody is working on item `id` of a pulling task: nobody else is to get it for as long again."""

    task: int
    id: int


class Kept(Value, frozen=True):
    """The new end of the hold (ISO), `lease_s` seconds from now; "" where others (`held`) have the item by now."""

    until: str = ""
    held: list[str] = []
    lease_s: float = 0.0


class Queue(Value, frozen=True):
    """What there is to do for this person; counts by status of the whole project stand in `team`.

    `annotators` and `reviewers` are those of `people` among whom a task is shared out where nobody is named.
    """

    person: str
    tasks: list[TaskInfo]
    annotate: int
    review: int
    returned: int
    done_today: int
    team: dict[str, int]
    per_min: float
    people: list[str]
    annotators: list[str] = []
    reviewers: list[str] = []


class OpenTaskArgs(Value, frozen=True):
    """Show the items of a task that are open at a stage, in place of the view; task 0 is the whole project.

    `unassigned` are those that nobody was given, whatever their stage.
    """

    task: int
    stage: Literal["annotate", "review", "returned", "all", "unassigned"] = "annotate"


class AllocationArgs(Value, frozen=True):
    """Let a task be pulled, or distributed to people."""

    op_id: str
    task: int
    allocation: Literal["distribution", "pulling"]


class CommentArgs(Value, frozen=True):
    """Say something about an item or frame `id`, at a point of its picture (shares of width and height) where given."""

    op_id: str
    id: int
    text: str
    x: float | None = None
    y: float | None = None
    reply_to: int = 0
    is_flag: bool = False


class ResolveArgs(Value, frozen=True):
    """Mark a comment as dealt with, or take that back."""

    op_id: str
    comment: int
    resolved: bool = True


class CommentsArgs(Value, frozen=True):
    """The comments on these items and on their frames."""

    ids: list[int]


class Comments(Value, frozen=True):
    """Oldest first."""

    comments: list[CommentInfo]
