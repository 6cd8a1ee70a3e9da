"""Who works on a project, in which role."""

from __future__ import annotations

from collections.abc import Iterable

from nblabel.domain.changes import Change
from nblabel.domain.tasking import SetMember, checked_name
from nblabel.domain.workflow import ROLES, Role, as_role
from nblabel.errors import NotAllowed, TaskError, did_you_mean, in_line, listing
from nblabel.ops.registry import handles
from nblabel.ops.session import Session
from nblabel.ops.work import Work, nothing
from nblabel.store.file.cursor import Cursor
from nblabel.store.rows import records
from nblabel.store.rows.intervals import PERSON
from nblabel.store.rows.scope import Scope
from nblabel.store.work import people


@handles(SetMember)
def set_member(work: Work, command: SetMember) -> Change:
    """Only admins may; who lists the first member is listed as an admin, or the project would be closed to its maker."""
    refuse_all_but_admins(work.session, "change who works on the project")
    name = checked_name(command.name, "A member")
    listed = people.members(work.cur, work.project_id)
    if command.role is None:
        return _remove(work, name, listed)
    role = as_role(command.role)
    if command.is_new and name in listed:
        raise TaskError(f'"{in_line(name)}" is a member already, as {listed[name]}: use project.members.set_role.')
    if not command.is_new and name not in listed:
        raise _unknown(name, listed)
    text = f"Listed {in_line(name)} as {role}"
    if listed.get(name) == role:
        return nothing("person", text, {"skipped": 1})
    own = work.session.annotator
    if not listed and name != own:
        _put(work, own, "admin")
        text += f", and {in_line(own)} as admin"
    if not listed and name == own and role != "admin":
        raise TaskError("The first member is an admin: list others first, or yourself as admin.")
    _put(work, name, role)
    refuse_adminless(work)
    return work.record("person", text, {"applied": 1}, params={"name": name, "role": role})


def _remove(work: Work, name: str, listed: dict[str, str]) -> Change:
    if name not in listed:
        raise _unknown(name, listed)
    records.drop(work.cur, PERSON, work.project_id, work.op_id, {"name": name})
    refuse_adminless(work)
    return work.record("person", f"Took {in_line(name)} off the list of members", {"applied": 1}, params={"name": name})


def _put(work: Work, name: str, role: Role) -> None:
    records.put(work.cur, PERSON, work.project_id, work.op_id, {"name": name, "role": role})


def refuse_adminless(work: Work) -> None:
    """Raise where others would be left without an admin: nobody could change the list any more."""
    listed = people.members(work.cur, work.project_id)
    if listed and "admin" not in listed.values():
        raise TaskError(
            f"Somebody must stay admin: {listing(listed)} would be left without one. Make one of them admin first."
        )


def refuse_all_but_admins(session: Session, what: str) -> None:
    """Raise for everybody else."""
    if session.role != "admin":
        raise NotAllowed(f"{session.role.capitalize()}s may not {what}: only {ROLES[0]}s may.")


def checked_people(work: Work, names: Iterable[object]) -> tuple[str, ...]:
    """Names to whom items can be given: members, where any are listed."""
    listed = people.members(work.cur, work.project_id)
    made = tuple(checked_name(name, "A person") for name in names)
    for name in made:
        if listed and name not in listed:
            raise _unknown(name, listed)
        if made.count(name) > 1:
            raise TaskError(f'"{in_line(name)}" is named twice: name each person once.')
    return made


def sharers(cur: Cursor, scope: Scope, role: Role, own: str) -> tuple[str, ...]:
    """Who gets a share where nobody is named: the members of that role; where none are listed, others who have items."""
    listed = people.listed(cur, scope)
    if listed:
        return tuple(name for name, known in listed.items() if known == role)
    others = people.assigned_people(cur, scope.project_id) if role == "annotator" else []
    return tuple(name for name in others if name != own)


def _unknown(name: str, listed: Iterable[str]) -> TaskError:
    known = list(listed)
    there = f"There are: {listing(known)}." if known else "Nobody is listed yet."
    return TaskError(
        f'No member "{in_line(name)}". {there}{did_you_mean(name, known)} project.members.add(name, role=) lists somebody.'
    )
