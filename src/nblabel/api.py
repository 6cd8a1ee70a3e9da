"""The functions of the package: open, label, samples, projects."""

from __future__ import annotations

import getpass
from os import PathLike
from typing import TYPE_CHECKING, Any

from nblabel.domain.texts import is_blank, is_storable
from nblabel.domain.workflow import as_role
from nblabel.errors import NblabelError, OntologyError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from nblabel.domain.questions import Option, Question
    from nblabel.project import Project

KINDS = ("workflow", "manual_qa")
LONGEST_AUTHOR = 300
_SAMPLES = ("pictures", "media")


def open(
    path: str | os.PathLike[str],
    project: str = "default",
    *,
    annotator: str | None = None,
    role: str | None = None,
    kind: str = "workflow",
    read_only: bool = False,
    allow_hosts: Iterable[str] = (),
) -> Project:
    """Open a project in a DuckDB file; both are created where they do not exist.

    Parameters
    ----------
    path
        The file, such as `"pets.duckdb"`.
    project
        One file may hold several projects; `nblabel.projects(path)` lists them.
    annotator
        The name put on labels; the user's login name by default.
    role
        `"admin"`, `"reviewer"` or `"annotator"`: who may change items in Review and Complete. By default what the list of
        members says (`project.members`), and admin where nobody is listed; nobody gets more rights than the list gives.
    kind
        `"workflow"` or `"manual_qa"`; counts only when the project is created.
    read_only
        Refuse every change.
    allow_hosts
        Hosts in private networks (such as `"10.0.0.7:9000"`, `"localhost"`) whose addresses may be opened from this
        process, by http too. No file can allow itself one.

    Raises
    ------
    NotADatabase, NewerSchema, DamagedFile, StoreBusy
        One sentence each; the file is not touched.
    NotAllowed
        Where members are listed and this is none of them, or may do less than `role`.

    Examples
    --------
    >>> project = nb.open("pets.duckdb")
    >>> with nb.open("pets.duckdb", annotator="ana", role="annotator") as project: ...
    """
    from nblabel.ops.session import Session
    from nblabel.project import Project
    from nblabel.store.file.database import Database
    from nblabel.store.reading.paths import as_path

    if kind not in KINDS:
        raise NblabelError(f'No project kind "{kind}". There are: {", ".join(KINDS)}.')
    checked = None if role is None else as_role(role)
    if allow_hosts:
        from nblabel.media.files.policy import allow_hosts as allow

        allow(allow_hosts)
    author = _login() if annotator is None else _author(annotator)
    database = Database.open(as_path(path, "A label file"), read_only=read_only)
    try:
        return Project(Session.open(database, project, annotator=author, role=checked, kind=kind))
    except NblabelError:
        database.close()
        raise


def label(
    source: Any,
    classes: Sequence[str | Option] | Question,
    *,
    file: str | os.PathLike[str] | None = None,
    question: str = "Class",
    **options: Any,
) -> Any:
    """Label pictures one by one, here; run the cell again and it goes on where it stopped.

    Parameters
    ----------
    source
        Anything `Project.add` takes, such as a folder.
    classes
        The classes, or a question such as `nb.Checklist("Flags", [...])`.
    file
        The DuckDB file; by default beside the folder, named after it (`photos.labels.duckdb`).
    question
        The name of the classification when `classes` are given as a list.
    **options
        `auto_next=True`, `auto_complete=False`, `layout="minimal"`, `height`, `theme`.

    Returns
    -------
    Labeler
        The widget; `.project` is the project, `.project.to_df()` the labels.

    Examples
    --------
    >>> nb.label("photos/", ["cat", "dog", "neither"])
    """
    from nblabel.domain.ontology import Ontology
    from nblabel.domain.questions import Question, Radio
    from nblabel.media.registry.discover import check_source
    from nblabel.screens import check_options

    check_options("labeler", options)
    if isinstance(source, (str, PathLike)):
        check_source(source)  # before a label file is made for pictures that are not there
    asked = classes if isinstance(classes, Question) else Radio(question, classes)
    wanted = Ontology(asked)
    project = _opened_once(_label_file(source) if file is None else file)
    if project.ontology and asked.name not in [present.name for present in project.ontology]:
        raise OntologyError(
            f"{project.path} asks {', '.join(present.name for present in project.ontology)}, not {asked.name}: "
            "give another file=, or open it with nb.open."
        )
    project.ontology = wanted
    project.add(source)
    return project.label(**options)


def samples(what: str = "pictures") -> Path:
    """A folder to try things on; made once, nothing is downloaded.

    Parameters
    ----------
    what
        `"pictures"`: about 1,000 real picture tiles, one subfolder a class. `"media"`: one small file of every kind of
        media, video and scans where their extras are installed.

    Examples
    --------
    >>> project.add(nb.samples())
    >>> project.add(nb.samples("media"))
    """
    from nblabel.media.samples import samples as made

    if what not in _SAMPLES:
        raise NblabelError(f'No samples "{what}". There are: {", ".join(_SAMPLES)}.')
    return made.media_samples() if what == "media" else made.samples()


def projects(path: str | os.PathLike[str]) -> list[str]:
    """The names of the projects in a file.

    Examples
    --------
    >>> nb.projects("pets.duckdb")
    """
    from nblabel.store.file.database import Database
    from nblabel.store.file.projects import names
    from nblabel.store.reading.paths import as_path

    with Database.open(as_path(path, "A label file"), read_only=True) as database:
        return names(database)


_OPENED: dict[Path, Project] = {}


def _opened_once(path: str | os.PathLike[str]) -> Project:
    """The project of an earlier run of the same cell, so that its widgets stay in step."""
    from pathlib import Path

    key = Path(path).resolve()
    project = _OPENED.get(key)
    if project is None or project.is_closed or not key.exists():
        project = _OPENED[key] = open(key)
    return project


def _label_file(source: Any) -> Path:
    from pathlib import Path

    if isinstance(source, (str, Path)):
        folder = Path(source).expanduser().resolve()
        if folder.is_dir():
            return folder.parent / f"{folder.name}.labels.duckdb"
    return Path.cwd() / "labels.duckdb"


def _author(annotator: Any) -> str:
    is_text = isinstance(annotator, str) and 0 < len(annotator) <= LONGEST_AUTHOR
    if is_text and is_storable(annotator) and not is_blank(annotator):
        return annotator
    raise NblabelError(
        f"An annotator is named by a text of 1 to {LONGEST_AUTHOR} characters, not {annotator!r:.80}; leave it out for your login."
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "annotator"
